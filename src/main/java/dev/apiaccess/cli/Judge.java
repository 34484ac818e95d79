// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.Terms;
import dev.apiaccess.cli.Outcome.Result;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Says of expectations whether they hold of an account. */
final class Judge {

    private static final String ANYBODY = "anybody";

    private final Account account;
    private final String file;
    private final AccessOptions options;
    private final Map<Asked, Inquiry> inquiries = new HashMap<>();

    private record Asked(Expectation.Place place, Terms terms) {}

    /**
     * A judge.
     *
     * @param file of the expectations, for messages
     * @param options give API and stage where an expectation does not
     */
    Judge(Account account, String file, AccessOptions options) {
        this.account = account;
        this.file = file;
        this.options = options;
    }

    Outcome judge(Expectation expectation) {
        try {
            var inquiry = inquiry(expectation);
            return expectation.who().equals(Expectation.NOBODY)
                    ? nobody(expectation, inquiry)
                    : one(expectation, inquiry, caller(expectation.who()));
        } catch (Unanswerable e) {
            throw e.at(file + " line " + expectation.line());
        }
    }

    private Inquiry inquiry(Expectation expectation) {
        var named = new Named(account, "");
        var key = expectation.circumstances().key();
        var terms = new Terms(
                expectation.circumstances().keys(),
                key == null ? null : named.key(key),
                options.terms(account).assumePolicyDeployed());
        var place = new Expectation.Place(
                expectation.place().api() == null
                        ? options.api().orElse(null)
                        : expectation.place().api(),
                expectation.place().stage() == null
                        ? options.stage().orElse(null)
                        : expectation.place().stage());
        return inquiries.computeIfAbsent(new Asked(place, terms), _ -> {
            var api = named.api(place.api());
            return new Inquiry(account, api, named.stage(api, place.stage()), terms);
        });
    }

    private Caller caller(String who) {
        return new Named(account, "").caller(who.equals(ANYBODY) ? "anonymous" : who);
    }

    private static Outcome one(Expectation expectation, Inquiry inquiry, Caller caller) {
        var reply = inquiry.can(caller, expectation.verb(), expectation.path());
        var found = Verdict.of(reply);
        var result = found == Verdict.UNKNOWN
                ? expectation.orUnknown() ? Result.HOLDS : Result.UNKNOWN
                : found == (expectation.may() ? Verdict.YES : Verdict.NO) ? Result.HOLDS : Result.FAILS;
        return outcome(expectation, result, inquiry, reply, "");
    }

    /** Fails by the first who may; where nobody does for sure, it is not known by the first of whom that is not known. */
    private Outcome nobody(Expectation expectation, Inquiry inquiry) {
        var except = new HashSet<String>();
        expectation.except().forEach(who -> except.add(caller(who).spoken()));
        var callers = inquiry.whoCan(expectation.verb(), expectation.path())
                .all()
                .filter(one -> !except.contains(one.caller().spoken())
                        && !(except.contains("anonymous")
                                && one.caller().spoken().equals(ANYBODY)))
                .toList();
        var may = callers.stream()
                .filter(one -> Verdict.of(one.reply()) != Verdict.NO && Verdict.of(one.reply()) != Verdict.UNKNOWN)
                .toList();
        var unknown = callers.stream()
                .filter(one -> Verdict.of(one.reply()) == Verdict.UNKNOWN)
                .toList();
        var telling = !may.isEmpty() ? may : !unknown.isEmpty() ? unknown : callers;
        if (telling.isEmpty()) {
            return new Outcome(expectation, Result.HOLDS, Verdict.NO, "there is nobody else", "");
        }
        var result = !may.isEmpty()
                ? Result.FAILS
                : unknown.isEmpty() || expectation.orUnknown() ? Result.HOLDS : Result.UNKNOWN;
        return outcome(
                expectation, result, inquiry, telling.getFirst().reply(), result == Result.HOLDS ? "" : names(telling));
    }

    private static String names(List<Inquiry.Asked> telling) {
        var first = telling.getFirst().caller().spoken();
        return first + (telling.size() == 1 ? "" : " and " + (telling.size() - 1) + " more") + ": ";
    }

    private static Outcome outcome(Expectation expectation, Result result, Inquiry inquiry, Reply reply, String who) {
        var found = Verdict.of(reply);
        var told = new Told(inquiry);
        var telling = telling(expectation, reply);
        var answer = telling.answer();
        var isPart = reply.samples().size() > 1;
        var because = who + found.word() + ", " + (isPart ? "such as " + Told.shown(telling) + ": " : "")
                + (answer.value() == Value.UNKNOWN ? "yes, " + told.how(answer) : told.how(answer));
        var code = answer.value() == Value.UNKNOWN
                ? Told.missing(answer).getFirst().text()
                : "";
        return new Outcome(expectation, result, found, because, code);
    }

    /** The call that shows best why it does not hold. */
    private static Reply.Sample telling(Expectation expectation, Reply reply) {
        return expectation.may() ? reply.telling() : reply.first(Value.YES).orElseGet(reply::telling);
    }

    /** Whether it holds only since no method is there: the path may be misspelt. */
    static boolean isWithoutMethod(Outcome outcome) {
        return outcome.result() == Result.HOLDS
                && outcome.found() == Verdict.NO
                && outcome.because().contains(" serves no method for ");
    }
}
