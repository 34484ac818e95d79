// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Effect;
import java.util.List;
import java.util.Optional;

/**
 * An answer with what led to it.
 *
 * @param call the one that is explained; where a template was asked, a call that tells most
 * @param steps every layer, in the order in which AWS asks
 * @param misses statements that would have allowed the call and failed in little, nearest first; empty unless nothing allows it
 * @param change the smallest change that turns a no into a yes, or what would make it known; empty for a yes
 */
public record Explanation(
        Reply reply, Call call, Answer answer, List<Step> steps, List<NearMiss> misses, Optional<String> change) {

    public Explanation {
        steps = List.copyOf(steps);
        misses = List.copyOf(misses);
    }

    /** The Allow statement that grants the call, or grants it under conditions; empty where none does. */
    public Optional<Deciding> wayIn() {
        return steps.stream()
                .filter(step -> step.layer() == Layer.IDENTITY || step.layer() == Layer.RESOURCE)
                .flatMap(step -> step.by().stream())
                .filter(by -> by.statement().effect() == Effect.ALLOW)
                .findFirst();
    }

    /** What a layer makes of the call. */
    public enum Says {
        PASSES,
        ALLOWS,
        DENIES,
        /** It neither allows nor denies. */
        SILENT,
        UNKNOWN,
        /** There is none. */
        ABSENT,
        NOT_SEEN,
        /** It does not count for this call. */
        NOT_ASKED
    }

    /** A layer; {@code by} is the statement that speaks, if one does. */
    public record Step(Layer layer, Says says, String words, Optional<Deciding> by) {}

    /** A statement that does not apply to the call, with all that keeps it from it. */
    public record NearMiss(Deciding at, List<Failed> failed) {
        public NearMiss {
            failed = List.copyOf(failed);
        }
    }

    /** Part of a statement. */
    public enum Part {
        PRINCIPAL,
        ACTION,
        API,
        STAGE,
        VERB,
        PATH,
        RESOURCE,
        CONDITION
    }

    /**
     * A part that failed.
     *
     * @param written what the statement says
     * @param asked what the call has
     */
    public record Failed(Part part, String written, String asked) {}
}
