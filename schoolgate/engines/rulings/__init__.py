"""Rulings: what the policy says about one concrete thing, with the clauses that decide and words for people.

    rule(Use(role=Role.PUPIL, born=date(2015, 5, 1), platform=..., at=...), Policy.model())

Rules are functions of complete situations (`rules/`); facts that are not known are completed in every way
that can be, and the answer is what all completions agree on. Nothing here knows a database.

How the specification was read where it can be read in more than one way:

- A completion is a way the world can be, not any mix of values: a site that lets in younger children with a
  parent puts nobody "below" its minimum, and nobody is under 13 and 18 at once. So a fact is only asked for
  if some value of it can change the answer. A date of birth is always unknown without the day.
- A platform that is given, but whose kind or age the register does not know, makes `platform` the missing fact.
  Where a site's age is not known, or not even the site, it is taken to admit whoever is 18.
- "People" rules of `Connect` (staff with pupils and so on) hold on every platform; 5.p.1 holds for the other
  child, as for the asker, only on a social network.
- A former pupil does not ask in `Connect`: an unknown asker is never one. If one asks all the same, the rules
  for everybody (5.p.5, 7.1, 5.p.1 for the other child, 5.s.4 for a family link) speak, and otherwise a person decides.
- Where 5.s.4 lifts a clause, it lifts its leave as well as its ban. It never silences a rule that failed.
- A clause of the school's document without a strength counts as a must.
- A post without any kind of content is judged by its account and hour alone, and is otherwise a gap.
- In `Carry`, where phones stay at home, an exception allows what would be forbidden, as it does at a school
  that takes them in. The hours of 5.p.3 are the school day, whatever `pupil_hours` says.
- `school_rule` is given for `Use` and `Connect` by somebody known to be a pupil, on a platform known to be a
  social network, where the school's document has 5.p.1.
- Naive moments stand on the school's clock as they are, even in an hour that the clocks skip or repeat.
"""
