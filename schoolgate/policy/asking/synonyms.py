"""Words that people use for the same thing: our own table, one meaning a line; no Django."""

MEANINGS = """
instagram: insta, ig, gram, instagram
snapchat: snap, snaps, snapchat, snap chat, snapchatting
whatsapp: whatsapp, whats app, what's app, watsapp, whatsap, wa
facebook: facebook, fb, face book
tiktok: tiktok, tik tok, tick tock, tictoc
youtube: youtube, yt, you tube
twitter: twitter, tweet, x twitter
xbox: xbox, x box, xbox live
playstation: playstation, play station, ps4, ps5, psn
chatgpt: chatgpt, chat gpt, gpt, openai
ai: ai, artificial intelligence, chatbot, robot, bot, chatgpt, gemini, copilot, claude
game: game, gaming, gamer, online game, console, xbox, playstation, nintendo, roblox, minecraft, fortnite
message: message, dm, dms, direct message, private message, pm, text, inbox, write to, write back, reply, contact
befriend: friend request, add, befriend, unfriend, friends online, online friend, accept, add me, follow, follow back, follow request, connected
group chat: group chat, group, whatsapp group, class group, class chat, parents' group, chat group
phone: phone, mobile, mobile phone, smartphone, iphone, handset, cell phone, smartwatch, watch
tablet: tablet, ipad, tablets, chromebook
computer: computer, laptop, pc, desktop, school computer, school laptop, equipment
assistant: ta, teaching assistant, lsa, support staff, classroom assistant
teacher: teacher, miss, sir, staff, member of staff, tutor, student teacher
head: head, headteacher, head teacher, principal
safeguarding: dsl, designated safeguarding lead, safeguarding, child protection
pupil: pupil, child, children, kid, kids, student, year 3, year 4, year 5, year 6, girl, boy
former pupil: former pupil, ex-pupil, ex pupil, old pupil, leaver, used to teach, taught, left the school, past pupil
parent: parent, carer, mum, dad, mother, father, guardian
family: family, cousin, niece, nephew, aunt, auntie, uncle, grandson, granddaughter, sister, brother, relative, related, family link, own child
photo: photo, photograph, picture, pic, pics, image, selfie, snapshot
film: film, video, record, clip, filming, videoing
private: private, privacy, lock, settings, locked down
age: age, how old, old enough, minimum age, age limit, under 13, thirteen, too young, underage
unkind: mean, unkind, nasty, bully, bullying, abuse, abusive, rude, insult, cyberbullying, troll, banter
hate: hate, racist, racism, religion, discrimination, homophobic, sexist
rude pictures: sexual, nude, nudes, sexting, indecent, naked
complain: complain, complaint, criticise, criticism, moan, cross, grumble, slag off, rant, vent
secret: confidential, secret, gossip, confidentiality, private information
copy: copyright, copy, copied, scanned, stolen picture, somebody else's work
advertise: advertise, advert, advertising, sell, business, ads
politics: campaign, politics, political, petition, election, council, party political
school page: official account, school page, school's page, school account, school's account, school facebook page
break: lunch, break, lunch break, playtime, lunchtime, dinner time, playground
fake: fake, pretend, pose, posing, impersonate, catfish, pretending, fake account, fake profile
stranger: stranger, somebody i do not know, people i do not know, someone i do not know, unknown person, online stranger
work: work, job, boss, employer, at work
lesson: lesson, in class, in the classroom, classroom, school day, in school
plan: plan, planning, prepare
password: password, passcode, login, log in, pin
address: address, street, where i live, phone number, personal details, personal information
play: nativity, school play, assembly, sports day, concert, performance
birthday: birthday, birthday party, party
trip: trip, outing, residential, school trip
home: home, at home, evening, after school, weekend, holiday
lado: lado, allegation, local authority designated officer
fair: fair, summer fair, fete, bazaar, newsletter
sign: sign, signature, agree, agreement
"""
"""A meaning, and the words and phrases for it; a phrase may stand in several lines."""

_SMALL = """
a an and am are as at be been but by can could did do does for from had has have he her his how i if in into is it its
just may me might must my of on or our out shall she should so some somebody someone than that the their them then
there these they this to us use using was we what when where which who will with would you your want wants wanted let
okay ok please really get got like
"""
NOT_THERE = frozenset(_SMALL.split())
"""Words that say nothing about what is meant."""
