"""Given names and family names common in Britain, by the families that use them; nobody real is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """One group of families: how many in a hundred it is, and the names its children and grown-ups have."""

    share: int
    children: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GROUPS: tuple[Names, ...] = (
    Names(
        share=58,
        children=_words(
            "Olivia Amelia Isla Ava Lily Freya Ivy Florence Poppy Daisy Willow Elsie Evie Sophie Grace "
            "Rosie Millie Ruby Phoebe Alice Matilda Harriet Eliza Martha Esme Erin Beatrice Nancy Heidi "
            "Orla Molly Edith Bonnie Thea Maeve Seren Cerys Ailsa Eilidh Niamh Oliver George Noah Arthur "
            "Leo Oscar Theo Archie Jack Henry Freddie Charlie Alfie Finley Jacob Harrison Edward Lucas "
            "Joshua Toby Reuben Rory Albie Jude Louie Stanley Ralph Ted Frankie Sonny Bobby Wilfred Felix "
            "Hugo Dylan Callum Ewan Rhys Gethin Fergus Angus Cillian Robin Morgan Jamie Ellis"
        ),
        women=_words(
            "Sarah Emma Claire Laura Rachel Rebecca Gemma Kelly Joanne Lisa Nicola Hannah Katie Amy "
            "Charlotte Victoria Jennifer Louise Natalie Stacey Donna Kirsty Heather Catherine Julie Susan "
            "Alison Hazel Sian Bethan Mairi"
        ),
        men=_words(
            "James David Andrew Mark Paul Matthew Daniel Christopher Stephen Richard Michael Robert Craig "
            "Lee Stuart Gareth Neil Simon Adam Ben Luke Ross Gavin Darren Ian Philip Graham Huw Euan Alan "
            "Peter Colin Shaun Carl"
        ),
        families=_words(
            "Alderley Applegarth Arkwright Ashworth Bamforth Bickerstaff Birch Blakeley Brightwell "
            "Brookes Burgess Cawthorne Chadwick Cotterill Crossley Dearden Dickinson Ellison Entwistle "
            "Fairbrother Fenwick Garbutt Garside Haigh Hallam Hargreaves Hartley Heaton Hobson Holroyd "
            "Horsfall Illingworth Jarvis Kershaw Kirby Ledger Lister Lockwood MacLeod Marsden Metcalfe "
            "Murgatroyd Naylor Nuttall Oakley Ormerod Parry Pemberton Pickering Preston Priestnall "
            "Pritchard Ramsden Rawson Rowley Stanton Sugden Tattersall Thackray Thornton Turnbull Uttley "
            "Varley Wadsworth Wainwright Warburton Wilkes Winterburn Wolstenholme Woodhead Buchanan "
            "Gallacher Whitaker"
        ),
    ),
    Names(
        share=14,
        children=_words(
            "Aisha Fatima Maryam Zara Hana Inaya Amina Safa Khadija Anaya Aaliyah Sumayyah Noor Iqra "
            "Zainab Muhammad Ibrahim Yusuf Ayaan Adam Musa Idris Hamza Bilal Eesa Haris Rayyan Sami "
            "Ismail Zakariya"
        ),
        women=_words("Nadia Samina Shazia Farah Rukhsana Saima Yasmin Ayesha Rabia Nasreen Tahira Hafsa"),
        men=_words(
            "Tariq Asif Nadeem Kashif Zahid Faisal Usman Bilal Rashid Shahid Junaid Hamid Omar Kamran"
        ),
        families=_words(
            "Ahmed Akhtar Aslam Aziz Begum Chaudhry Farooq Hussain Iqbal Ismail Mahmood Malik Miah Mirza "
            "Nawaz Qureshi Rafiq Rahman Raza Saleem Shafiq Siddiqui Uddin Zaman"
        ),
    ),
    Names(
        share=9,
        children=_words(
            "Aanya Anika Diya Ishani Kavya Meera Priya Riya Saanvi Tara Jasleen Simran Harleen Aarav "
            "Arjun Ishaan Kiran Krish Nikhil Rohan Vihaan Veer Gurpreet Jeevan Harman Ravi"
        ),
        women=_words("Anita Deepa Geeta Kavita Meena Neha Pooja Rekha Sunita Manjit Jaspreet Harpreet"),
        men=_words("Anil Ashok Dinesh Hitesh Manish Nilesh Rakesh Sanjay Sunil Vijay Gurdeep Baljit Rajan"),
        families=_words(
            "Bains Bhatt Chauhan Dhillon Gill Iyer Joshi Kaur Mehta Menon Mistry Pandya Parmar Patel "
            "Pillai Rao Reddy Sandhu Shah Sharma Sidhu Solanki Varghese"
        ),
    ),
    Names(
        share=8,
        children=_words(
            "Abigail Ada Adaeze Ayomide Chidera Ebony Esther Imani Nia Sade Temi Zuri Abena Efua Kezia "
            "Caleb Daniel Elijah Emmanuel Ezra Isaiah Jeremiah Joel Kofi Kwame Malachi Micah Nathaniel "
            "Tobi Zion"
        ),
        women=_words(
            "Abiola Adwoa Blessing Chioma Esi Folake Grace Ngozi Patience Shanice Tamika Yvonne Akosua"
        ),
        men=_words("Chidi Emeka Femi Kwabena Leroy Marlon Obinna Samuel Segun Tunde Winston Kojo"),
        families=_words(
            "Abubakar Acheampong Adebayo Adeleke Afolabi Agyeman Amoah Appiah Asante Balogun Boateng "
            "Danso Ezekiel Francis Gyamfi Ibekwe Mensah Nwosu Ofori Okafor Oladele Osei Oyelaran Sesay "
            "Sithole Tetteh"
        ),
    ),
    Names(
        share=7,
        children=_words(
            "Zofia Hanna Maja Lena Oliwia Natalia Emilia Alicja Amelija Ioana Sofia Elena Mateusz Jakub "
            "Filip Antoni Kacper Szymon Dawid Oskar Matei Andrei Luca Tomas Lukas Marek"
        ),
        women=_words("Agnieszka Katarzyna Magdalena Monika Joanna Ewa Ioana Mihaela Daiva Jana Zuzana Marta"),
        men=_words(
            "Piotr Tomasz Marcin Grzegorz Krzysztof Pawel Bogdan Ionut Vasile Darius Jonas Pavel Milan"
        ),
        families=_words(
            "Adamczyk Balan Ciobanu Dabrowski Dumitru Gorski Horvath Ionescu Jankauskas Kaminski "
            "Kowalczyk Kucera Lis Lupu Mazur Moldovan Nowak Olszewski Petrov Popa Rusu Sikora Stefan "
            "Urbonas Wrobel Zajac"
        ),
    ),
    Names(
        share=4,
        children=_words(
            "Chloe Jasmine Mei Ying Linh Kayla Angel Bea Hana Sakura Ethan Ryan Jayden Kai Jin Minh "
            "Miguel Joaquin Kenji Lok Nathan Sean"
        ),
        women=_words("Hui Jing Mei Wai Lan Thuy Maricel Rosario Jocelyn Yuki"),
        men=_words("Wei Jun Kwok Ming Duc Hieu Rodel Arnel Takeshi Chun"),
        families=_words(
            "Bautista Chan Cheung Dela-Rosa Fung Ho Kwan Lam Leung Mendoza Ngai Nguyen Pham Poon Reyes "
            "Santos Tan Tsang Villanueva Wong Yip Tanaka"
        ),
    ),
)

CLASSES: tuple[str, ...] = ("Robins", "Finches", "Wrens", "Swallows", "Herons", "Owls", "Kestrels")
"""The first class of each year group, Reception to Year 6."""

TREES: tuple[str, ...] = _words(
    "Oak Ash Birch Rowan Hazel Willow Beech Maple Elm Alder Cedar Holly Hawthorn Aspen Larch Lime Juniper "
    "Chestnut Sycamore Yew Poplar Spruce Elder Pine"
)
"""What tells the further classes of a year group apart."""

STREETS: tuple[str, ...] = (
    "Mill Row",
    "Lark Lane",
    "Orchard Street",
    "Station Road",
    "Chapel Hill",
    "Weaver Street",
    "Canal Side",
    "Ferry Lane",
    "Meadow View",
    "Priory Close",
    "Sandy Lane",
    "Bridge Street",
    "Cobbler's Yard",
    "Quarry Road",
    "Heath Drive",
    "Well Lane",
    "Tanner's Court",
    "Almond Grove",
)
