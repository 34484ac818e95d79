// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Value;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a question about a path or a template of paths.
 *
 * @param samples the calls that were decided, at least one; for a template one of each sort that the policies tell apart
 */
public record Reply(Extent extent, List<Sample> samples) {

    /** How much of what was asked is answered by the API. */
    public enum Extent {
        YES,
        NO,
        /** Some paths of the template, or some verbs, and not others. */
        PARTLY,
        /** It depends on something that is not known. */
        UNKNOWN
    }

    /** A call and the answer to it. */
    public record Sample(Call call, Answer answer) {}

    public Reply {
        samples = List.copyOf(samples);
    }

    static Reply of(List<Sample> samples) {
        var yes = any(samples, Value.YES);
        var no = any(samples, Value.NO);
        var unknown = any(samples, Value.UNKNOWN);
        var extent = yes && no ? Extent.PARTLY : unknown ? Extent.UNKNOWN : yes ? Extent.YES : Extent.NO;
        return new Reply(extent, samples);
    }

    private static boolean any(List<Sample> samples, Value value) {
        for (var sample : samples) {
            if (sample.answer().value() == value) {
                return true;
            }
        }
        return false;
    }

    /** The first call with that answer. */
    public Optional<Sample> first(Value value) {
        return samples.stream()
                .filter(sample -> sample.answer().value() == value)
                .findFirst();
    }

    /** The call that tells most: one that is refused where only a part is allowed, else one that has the answer of the whole. */
    public Sample telling() {
        var value = switch (extent) {
            case YES -> Value.YES;
            case NO, PARTLY -> Value.NO;
            case UNKNOWN -> Value.UNKNOWN;
        };
        return first(value).orElseThrow();
    }
}
