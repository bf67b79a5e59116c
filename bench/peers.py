"""Answers requests with general policy engines; run by bench/rulings.py in an environment of its own.

Reads {"requests": [...], "runs": n} from standard input and prints, for each engine, the median seconds for
all requests and its answers (true: forbidden). Each engine has its quickest way: policies parsed beforehand,
requests in its own shape, ages and hours already worked out.
"""

import json
import statistics
import sys
import time
from types import SimpleNamespace

CEDAR = """
permit (principal, action, resource);
forbid (principal, action, resource) when { context.social && context.school_device };
forbid (principal, action, resource) when {
  context.role == "pupil" && context.social && context.in_school_day };
forbid (principal, action == Action::"use", resource) when {
  context.role == "pupil" && context.social && context.age < 13 };
forbid (principal, action == Action::"connect", resource) when {
  context.role == "staff" && context.other == "pupil" }
  unless { context.family_link && !(context.staff_time && context.school_device) };
forbid (principal, action == Action::"connect", resource) when {
  context.role == "staff" && context.other == "former-pupil" && context.other_age < 18 }
  unless { context.family_link && !(context.staff_time && context.school_device) };
forbid (principal, action == Action::"connect", resource) when {
  context.role == "staff" && (context.other == "pupil" || context.other == "former-pupil") &&
  context.family_link && context.staff_time && context.school_device };
"""

CASBIN = """
[request_definition]
r = req
[policy_definition]
p = rule, eft
[policy_effect]
e = !some(where (p.eft == deny))
[matchers]
m = eval(p.rule)
"""
TIE = "not (r.req.family_link and not (r.req.staff_time and r.req.school_device))"
CASBIN_RULES = (
    "r.req.social and r.req.school_device",
    "r.req.role == 'pupil' and r.req.social and r.req.in_school_day",
    "r.req.kind == 'use' and r.req.role == 'pupil' and r.req.social and r.req.age < 13",
    f"r.req.kind == 'connect' and r.req.role == 'staff' and r.req.other == 'pupil' and {TIE}",
    "r.req.kind == 'connect' and r.req.role == 'staff' and r.req.other == 'former-pupil'"
    f" and r.req.other_age < 18 and {TIE}",
    "r.req.kind == 'connect' and r.req.role == 'staff' and r.req.other in ('pupil', 'former-pupil')"
    " and r.req.family_link and r.req.staff_time and r.req.school_device",
)

REGO = """
package school
import rego.v1

default forbidden := false

# In an object, because a query that is false comes out as undefined.
answer := {"forbidden": forbidden}

tie if {
  input.family_link
  not hours
}

hours if {
  input.staff_time
  input.school_device
}

forbidden if {
  input.social
  input.school_device
}

forbidden if {
  input.role == "pupil"
  input.social
  input.in_school_day
}

forbidden if {
  input.kind == "use"
  input.role == "pupil"
  input.social
  input.age < 13
}

forbidden if {
  input.kind == "connect"
  input.role == "staff"
  input.other == "pupil"
  not tie
}

forbidden if {
  input.kind == "connect"
  input.role == "staff"
  input.other == "former-pupil"
  input.other_age < 18
  not tie
}

forbidden if {
  input.kind == "connect"
  input.role == "staff"
  input.other in {"pupil", "former-pupil"}
  input.family_link
  hours
}
"""


def cedar(requests):
    import cedarpy

    policies = cedarpy.PolicySet.from_str(CEDAR)
    entities = cedarpy.Entities.from_json_str("[]")
    shaped = [
        {
            "principal": 'Person::"somebody"',
            "action": f'Action::"{request["kind"]}"',
            "resource": 'Site::"site"',
            "context": request,
        }
        for request in requests
    ]

    def singly():
        return [not cedarpy.is_authorized(item, policies, entities).allowed for item in shaped]

    def together():
        return [not item.allowed for item in cedarpy.is_authorized_batch(shaped, policies, entities)]

    return {"cedarpy": singly, "cedarpy, as one batch": together}


def casbin(requests):
    import casbin as engine

    model = engine.Enforcer.new_model(text=CASBIN)
    enforcer = engine.Enforcer(model)
    for rule in CASBIN_RULES:
        enforcer.add_policy(rule, "deny")
    shaped = [SimpleNamespace(**request) for request in requests]
    return {"casbin": lambda: [not enforcer.enforce(item) for item in shaped]}


def rego(requests):
    from regopy import Input, Interpreter

    interpreter = Interpreter()
    interpreter.add_module("school", REGO)
    bundle = interpreter.build("data.school.answer")
    shaped = [Input(request) for request in requests]

    def ask(one):
        interpreter.set_input(one)
        return interpreter.query_bundle(bundle).results[0].expressions[0]["forbidden"]

    return {"regopy": lambda: [ask(item) for item in shaped]}


def timed(work, runs):
    answers = work()
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return {"seconds": statistics.median(seconds), "forbidden": answers}


if __name__ == "__main__":
    given = json.load(sys.stdin)
    found = {}
    for engine in (cedar, casbin, rego):
        for name, work in engine(given["requests"]).items():
            found[name] = timed(work, given["runs"])
    json.dump(found, sys.stdout)
