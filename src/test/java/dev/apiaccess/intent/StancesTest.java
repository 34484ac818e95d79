// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.testing.Yaml;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** One table for all kinds: {@code intent/stances.yaml}. */
class StancesTest {

    private static final List<Class<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>>> KINDS =
            List.of(ApiAccessPolicy.class, ApiRateLimit.class, ApiKeyGrant.class);

    @TestFactory
    Stream<DynamicTest> theFirstThatAppliesDecides() {
        var rows = Yaml.read(Yaml.resource("intent/stances.yaml")).getFirst().path("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .flatMap(row -> KINDS.stream().map(kind -> {
                    var is = new HashSet<String>();
                    row.path("is").forEach(one -> is.add(one.asText()));
                    return DynamicTest.dynamicTest(
                            kind.getSimpleName() + " " + row.path("is"),
                            () -> assertThat(text(stance(object(kind, is), is)))
                                    .isEqualTo(row.path("stance").asText()));
                }));
    }

    private static Stance<String> stance(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, Set<String> is) {
        return Stances.of(
                object,
                () -> is.contains("rejected") ? Verdict.rejected(Reason.Invalid, "wrong") : Verdict.wanted("all"),
                new Stances.Beside(
                        () -> is.contains("retained"), () -> is.contains("held"), () -> is.contains("over")));
    }

    private static String text(Stance<String> stance) {
        return switch (stance) {
            case Stance.Rejected<String>(var _, var planned) -> planned ? "Rejected in mode Plan" : "Rejected";
            case Stance.Leaving<String>(var ending) -> "Leaving " + ending;
            case Stance<String> other -> other.getClass().getSimpleName();
        };
    }

    private static CustomResource<? extends CommonSpec, ? extends ObjectStatus> object(
            Class<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>> kind, Set<String> is) {
        return Serialization.unmarshal(
                "metadata: {name: one, namespace: shop"
                        + (is.contains("deleted") ? ", deletionTimestamp: '2026-01-01T00:00:00Z'" : "")
                        + (is.contains("paused") ? ", annotations: {" + Annotations.PAUSED + ": 'true'}" : "")
                        + "}\nspec: {" + (is.contains("plan") ? "mode: Plan" : "") + "}\n",
                kind);
    }
}
