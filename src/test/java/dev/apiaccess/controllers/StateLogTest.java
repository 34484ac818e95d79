// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.reactions.Observer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateLogTest implements Observer {

    private static final String SEEN = "2026-01-01T10:00:00Z";
    private static final String LATER = "2026-01-01T10:00:05Z";

    private final List<String> lines = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final StateLog transitions =
            new StateLog(this, (_, warns, reason, text) -> lines.add((warns ? "WARN " : "") + reason + " " + text));
    private final ApiRateLimit gold = object("");

    @Test
    void aStateThatLastsIsToldOnce() {
        looked(null, ready("False", "Pending", "being written"));
        looked(ready("False", "Pending", "being written"), ready("False", "Pending", "waits 3 s"));
        looked(ready("False", "Pending", "waits 3 s"), ready("True", "Ready", "in force"));
        looked(ready("True", "Ready", "in force"), ready("True", "Ready", "in force"));
        transitions.gone(gold);

        assertThat(lines)
                .containsExactly(
                        "Pending Ready=False/Pending: being written",
                        "Ready Ready=True/Ready, was False/Pending: in force",
                        "Deleted deleted, nothing of it is left");
    }

    @Test
    void aStatusThatCouldNotBeWrittenIsNotToldAgain() {
        looked(ready("True", "Ready", "in force"), ready("False", "Throttled", "wait"));
        looked(ready("True", "Ready", "in force"), ready("False", "Throttled", "wait"));

        assertThat(lines).containsExactly("Throttled Ready=False/Throttled, was True/Ready: wait");
    }

    @Test
    void afterARestartTheStatusCountsAsTold() {
        looked(ready("True", "Ready", "in force"), ready("True", "Ready", "in force"));

        assertThat(lines).isEmpty();
    }

    /** Only a forgotten object is told anew: that shows what is remembered. */
    @Test
    void objectsThatAreThereNoMoreAreForgottenAndOthersAreNot() {
        looked(null, ready("False", "Pending", "being written"));
        transitions.forgetOthers(() -> Set.of("u-1"));
        looked(null, ready("False", "Pending", "being written"));
        assertThat(lines).hasSize(1);

        transitions.forgetOthers(() -> Set.of("u-2"));
        looked(null, ready("False", "Pending", "being written"));
        assertThat(lines).hasSize(2);
    }

    @Test
    void whatSomebodyHasToActOnIsAWarning() {
        looked(null, ready("False", "NotPermitted", "ask") + """
                  - {type: Stalled, status: "True", reason: NotPermitted, message: ask}
                """);

        assertThat(lines).containsExactly("WARN NotPermitted Ready=False/NotPermitted: ask");
    }

    @Test
    void driftIsCountedFieldByFieldOnceAndItsRepairWhenItIsOver() {
        var clean = ready("True", "Ready", "in force");
        looked(clean, drift(clean, null, "rate: 9999 (want 50)", "burst: 1 (want 2)"));
        looked(
                drift(clean, null, "rate: 9999 (want 50)", "burst: 1 (want 2)"),
                drift(clean, null, "rate: 8888 (want 50)"));
        looked(drift(clean, null, "rate: 8888 (want 50)"), drift(clean, LATER) + "lastChangeTime: \"" + LATER + "\"\n");

        assertThat(counted).containsExactly("seen ApiRateLimit 2", "repaired ApiRateLimit 2");
        assertThat(lines)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("WARN DriftDetected changed by others: rate: 9999 (want 50); burst: 1 (want 2)");
        assertThat(lines.getLast()).startsWith("InSync put right: ").contains("rate", "burst");
    }

    @Test
    void whatOthersTookBackThemselvesIsNotOurRepair() {
        var clean = ready("True", "Ready", "in force");
        looked(clean, drift(clean, null, "rate: 9999 (want 50)"));
        looked(drift(clean, null, "rate: 9999 (want 50)"), drift(clean, LATER));

        assertThat(counted).containsExactly("seen ApiRateLimit 1");
        assertThat(lines.getLast()).isEqualTo("InSync as declared again: rate");
    }

    @Test
    void driftThatWasThereBeforeARestartIsNotSeenAnew() {
        var clean = ready("True", "Ready", "in force");
        var before = drift(clean, null, "rate: 9999 (want 50)");
        looked(before, before);
        looked(before, drift(clean, LATER) + "lastChangeTime: \"" + LATER + "\"\n");

        assertThat(counted).containsExactly("repaired ApiRateLimit 1");
    }

    private void looked(@Nullable String before, String after) {
        transitions.looked(gold, before == null ? null : status(before), status(after));
    }

    private static ApiRateLimitStatus status(String text) {
        return Objects.requireNonNull(object("status:\n" + text.indent(2)).getStatus());
    }

    private static ApiRateLimit object(String status) {
        return Serialization.unmarshal("""
                apiVersion: apiaccess.dev/v1alpha1
                kind: ApiRateLimit
                metadata: {name: gold, namespace: orders, uid: u-1, generation: 1}
                """ + status, ApiRateLimit.class);
    }

    private static String ready(String status, String reason, String message) {
        return """
                conditions:
                  - {type: Ready, status: "%s", reason: %s, message: %s}
                """.formatted(status, reason, message);
    }

    private static String drift(String status, @Nullable String repairedAt, String... lines) {
        var text = new StringBuilder(status).append("lastDrift: {seenAt: \"" + SEEN + "\"");
        if (repairedAt != null) {
            text.append(", repairedAt: \"" + repairedAt + "\"");
        }
        text.append(", fields: [\"" + String.join("\", \"", lines) + "\"]}\ndrift:\n");
        for (var line : lines) {
            text.append("  - \"" + line + "\"\n");
        }
        return lines.length == 0
                ? text.toString().replace("drift:\n", "").replace("fields: [\"\"]", "fields: [\"rate\"]")
                : text.toString();
    }

    @Override
    public void driftSeen(String kind, int fields) {
        counted.add("seen " + kind + " " + fields);
    }

    @Override
    public void driftRepaired(String kind, int fields) {
        counted.add("repaired " + kind + " " + fields);
    }

    @Override
    public void swept(boolean complete, Duration took) {}

    @Override
    public void called(String accountId, Operation operation, @Nullable AwsFailure failure, Duration took) {}
}
