// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UrgencyTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final String BOUND = "connection: main";

    private record Row(String what, Class<? extends HasMetadata> kind, String spec, String status, Urgency urgency) {
        HasMetadata object() {
            var deleted = what.contains("being deleted") ? ", deletionTimestamp: \"2026-11-29T11:59:00Z\"" : "";
            return Serialization.unmarshal("""
                    apiVersion: apiaccess.dev/v1alpha1
                    kind: %s
                    metadata: {name: one, namespace: shop, generation: 2%s}
                    spec: {%s}
                    status: {%s}
                    """.formatted(HasMetadata.getKind(kind), deleted, spec, status), kind);
        }
    }

    private static Row row(
            String what, Class<? extends HasMetadata> kind, String spec, String status, Urgency urgency) {
        return new Row(what, kind, spec, status, urgency);
    }

    private static String status(int generation, String... more) {
        return String.join(
                ", ",
                Stream.concat(Stream.of("observedGeneration: " + generation), Stream.of(more))
                        .toList());
    }

    private static String condition(String type, String reason) {
        return "conditions: [{type: %s, status: \"True\", reason: %s, message: x}]".formatted(type, reason);
    }

    private static final String ENDED = "expiresAt: \"2026-11-29T12:00:00Z\"";
    private static final String ENDS_LATER = "expiresAt: \"2026-11-29T12:00:01Z\"";

    private static final List<Row> ROWS = List.of(
            row("a policy that nobody has looked at", ApiAccessPolicy.class, "", "", Urgency.NEW),
            row("one with the status that the API server gives it", ApiAccessPolicy.class, "", status(-1), Urgency.NEW),
            row("one that was refused and edited", ApiAccessPolicy.class, "", status(1), Urgency.NEW),
            row("one that is in force and edited", ApiAccessPolicy.class, "", status(1, BOUND), Urgency.EDIT),
            row("one that is in force", ApiAccessPolicy.class, "", status(2, BOUND), Urgency.REST),
            row(
                    "one that is on its way",
                    ApiAccessPolicy.class,
                    "",
                    status(2, BOUND, condition("Reconciling", "Pending")),
                    Urgency.NEW),
            row("one that is being deleted", ApiAccessPolicy.class, "", status(2, BOUND), Urgency.REVOKE),
            row("one that is being deleted and never was in force", ApiAccessPolicy.class, "", "", Urgency.REVOKE),
            row(
                    "one that is being deleted and is held",
                    ApiAccessPolicy.class,
                    "",
                    status(2, BOUND, condition("Reconciling", "DeletionHeld")),
                    Urgency.EDIT),
            row(
                    "a rate limit that is being deleted and is in use",
                    ApiRateLimit.class,
                    "",
                    status(2, BOUND, condition("Reconciling", "InUse")),
                    Urgency.EDIT),
            row(
                    "one that is being deleted and was held before",
                    ApiRateLimit.class,
                    "",
                    status(1, BOUND, condition("Reconciling", "DeletionHeld")),
                    Urgency.REVOKE),
            row(
                    "a grant in mode Plan whose end has come",
                    ApiKeyGrant.class,
                    "mode: Plan, " + ENDED,
                    status(2, BOUND),
                    Urgency.REST),
            row(
                    "a grant whose old key has to go",
                    ApiKeyGrant.class,
                    "",
                    status(2, BOUND, "rotation: {phase: Overlap, overlapEndsAt: \"2026-11-29T12:00:00Z\"}"),
                    Urgency.REVOKE),
            row(
                    "a grant whose old key works for a second more",
                    ApiKeyGrant.class,
                    "",
                    status(2, BOUND, "rotation: {phase: Overlap, overlapEndsAt: \"2026-11-29T12:00:01Z\"}"),
                    Urgency.REST),
            row("a rate limit that is edited", ApiRateLimit.class, "", status(1, BOUND), Urgency.EDIT),
            row("a grant that is switched off", ApiKeyGrant.class, "state: Disabled", status(1, BOUND), Urgency.REVOKE),
            row("a grant that is off", ApiKeyGrant.class, "state: Disabled", status(2, BOUND), Urgency.REST),
            row("a grant that is off from the beginning", ApiKeyGrant.class, "state: Disabled", "", Urgency.NEW),
            row("a grant that is switched on", ApiKeyGrant.class, "state: Active", status(1, BOUND), Urgency.EDIT),
            row("a grant whose end has come", ApiKeyGrant.class, ENDED, status(2, BOUND), Urgency.REVOKE),
            row("a grant whose end is a second away", ApiKeyGrant.class, ENDS_LATER, status(2, BOUND), Urgency.REST),
            row("a grant that gets an end in the past", ApiKeyGrant.class, ENDED, status(1, BOUND), Urgency.REVOKE),
            row(
                    "a grant that has ended",
                    ApiKeyGrant.class,
                    ENDED,
                    status(2, BOUND, condition("Ready", "Expired")),
                    Urgency.REST),
            row("a new grant whose end has come", ApiKeyGrant.class, ENDED, "", Urgency.NEW),
            row("an end that is no time", ApiKeyGrant.class, "expiresAt: never", status(2, BOUND), Urgency.REST),
            row("a new connection", AwsConnection.class, "", "", Urgency.REVOKE),
            row("a connection that is edited", AwsConnection.class, "", status(1), Urgency.REVOKE),
            row("a connection", AwsConnection.class, "", status(2), Urgency.REST));

    @TestFactory
    Stream<DynamicTest> urgencyIsReadOffTheObject() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.what() + ": " + row.urgency(),
                        () -> assertThat(Urgency.of(row.object(), NOW)).isEqualTo(row.urgency())));
    }
}
