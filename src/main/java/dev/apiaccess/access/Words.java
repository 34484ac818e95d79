// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** What has to hold for a yes, in words: "from 203.0.113.0/24 and before 2027-01-31". */
public final class Words {

    private final List<String> plans;

    /** @param plans names of the usage plans whose keys the stage takes */
    public Words(List<String> plans) {
        this.plans = List.copyOf(plans);
    }

    /** Whether a call can be made for which it is known to hold: it depends on nothing but the call. */
    public static boolean dependsOnTheCall(Formula formula) {
        return formula.missing().allMatch(missing -> switch (missing) {
            case Missing.Key key -> key.condition() != null;
            case Missing.Document _ -> false;
            case Missing.Undocumented _ -> missing.equals(Access.API_KEY);
        });
    }

    /** Whether it is the API key of the call. */
    public static boolean isApiKey(Missing missing) {
        return missing.equals(Access.API_KEY);
    }

    /** The formula in words; "always" and "never" where it is known. */
    public String of(Formula formula) {
        return text(formula, false, false);
    }

    private String text(Formula formula, boolean negated, boolean nested) {
        return switch (formula) {
            case Formula.Known(var value) -> value == negated ? "never" : "always";
            case Formula.Open(var missing) -> text(missing, negated);
            case Formula.Not(var part) -> text(part, !negated, nested);
            case Formula.All(var parts) -> joined(parts, negated, negated ? " or " : " and ", nested);
            case Formula.Any(var parts) -> joined(parts, negated, negated ? " and " : " or ", nested);
        };
    }

    private String joined(Collection<Formula> parts, boolean negated, String with, boolean nested) {
        var texts = new LinkedHashSet<String>();
        parts.forEach(part -> texts.add(text(part, negated, true)));
        var all = String.join(with, texts);
        return nested && texts.size() > 1 ? "(" + all + ")" : all;
    }

    /** What is no condition on the call may turn out either way, whether it is negated or not. */
    private String text(Missing missing, boolean negated) {
        return switch (missing) {
            case Missing.Key(var key, var condition) ->
                condition == null ? "subject to " + key : new Phrase(condition).text(!negated);
            case Missing.Document document -> "subject to " + document.name() + " (" + document.why() + ")";
            case Missing.Undocumented(var what) ->
                missing.equals(Access.API_KEY) ? withKey(negated) : "subject to " + what;
        };
    }

    private String withKey(boolean negated) {
        if (negated) {
            return "without an API key";
        }
        return plans.isEmpty()
                ? "with an API key of a usage plan of the stage, of which there is none"
                : "with an API key of " + String.join(" or ", plans);
    }

    /** A condition on its own, as if it held. */
    static String of(Condition condition) {
        return new Phrase(condition).text(true);
    }
}
