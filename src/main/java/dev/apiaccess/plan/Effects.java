// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.Existing;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Observed;
import java.time.Instant;
import java.util.List;

/** The state of a unit after a change succeeded: lets the executor go on without reading AWS again. */
public final class Effects {

    private Effects() {}

    /** Answers of AWS with more than the change itself says. */
    public sealed interface Answer {
        record Done() implements Answer {}

        record NewVersion(String versionId) implements Answer {}

        /** The id of a new deployment. */
        record Deployed(String id, Instant at) implements Answer {}

        /** The new authorizer, which nobody tried yet. */
        record Authorized(ExistingAuthorizer authorizer) implements Answer {}

        /** What the API shows after its resource policy was written. */
        record Written(ListedApi listed) implements Answer {}

        /** The new thing, with the id that AWS gave it. */
        record Made(Existing<?> thing) implements Answer {}
    }

    /**
     * The state after {@code change} was applied to {@code before} and AWS gave {@code answer}.
     *
     * @throws IllegalArgumentException when they are not of one kind
     */
    public static Observed after(Observed before, Change change, Answer answer) {
        return switch (change) {
            case PolicyChange one -> PolicyEffects.after(before.as(Observed.Policy.class, one.text()), one, answer);
            case UsagePlanChange one -> UsagePlanEffects.after(before.as(Observed.Plan.class, one.text()), one, answer);
            case RestApiChange one -> RestApiEffects.after(before.as(Observed.Api.class, one.text()), one, answer);
            case AlarmChange one -> AlarmEffects.after(before.as(Observed.Alarms.class, one.text()), one);
            case ApiKeyChange one -> ApiKeyEffects.after(before.as(Observed.Key.class, one.text()), one, answer);
        };
    }

    /**
     * What others had that a change took with it, since AWS has no precondition that keeps it from doing so: each as text as it was.
     *
     * @param before the state that the change was made from
     */
    public static List<String> lost(Observed before, Change change, Answer answer) {
        return change instanceof RestApiChange one
                ? RestApiEffects.lost(before.as(Observed.Api.class, one.text()), one, answer)
                : List.of();
    }
}
