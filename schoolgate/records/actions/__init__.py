"""What is done with records: how long they are kept, who they go to, what is shown of them."""
