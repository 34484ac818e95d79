// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.AccessLogFormat;
import dev.apiaccess.api.AccessLogging;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.DriftPolicy;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Reason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a protection asks for: {@link ProtectionIntents}, {@link DeclaredProtection}, {@link AccessLogs}, {@link AdmittedArns} and
 * {@link Defaults}.
 */
class ProtectionIntentsTest {

    private static ApiProtection protection(String spec) {
        return Serialization.unmarshal(
                "---\n{kind: ApiProtection, metadata: {name: guard, namespace: shop}, spec: {api: {restApiName: orders, stages: [prod]}, "
                        + spec + "}}",
                ApiProtection.class);
    }

    private static Optional<String> invalid(String spec) {
        return DeclaredProtection.valid(protection(spec).getSpec())
                        instanceof Verdict.Rejected<ApiProtectionSpec> rejected
                ? Optional.of(rejected.reason() + " " + rejected.message())
                : Optional.empty();
    }

    @Test
    void wordsFollowFromWhatIsDeclared() {
        assertThat(ProtectionIntents.words(
                        protection("rules: [{name: r, methods: [ANY], paths: [/], authorization: AwsIam}]")))
                .containsExactly(Permission.Protect);
        assertThat(ProtectionIntents.words(protection("fences: [{name: f, onlyFrom: {sourceIps: [203.0.113.0/24]}}]")))
                .containsExactly(Permission.Fence);
        assertThat(ProtectionIntents.words(protection("webAcl: {mode: Required}, logging: {metrics: Detailed}")))
                .containsExactly(Permission.Protect, Permission.Observe);
        assertThat(ProtectionIntents.words(protection("logging: {metrics: Detailed}, redeploy: Automatic")))
                .containsExactly(Permission.Observe, Permission.Redeploy);
        assertThat(ProtectionIntents.words(protection(
                        "rules: [{name: r, methods: [GET], paths: [/], authorization: None, reopen: it is public}]")))
                .containsExactly(Permission.Protect, Permission.Open);
    }

    @Test
    void consentToADeploymentNeedsTheWordsForItEvenWhereTheManifestDoesNot() {
        var protection = protection("fences: []");
        protection.getMetadata().setAnnotations(Map.of("apiaccess.dev/publish", "d1"));

        assertThat(ProtectionIntents.words(protection))
                .as("nothing waits for it")
                .containsExactly(Permission.Protect);
        protection.setStatus(pending("d2"));
        assertThat(ProtectionIntents.words(protection)).as("another one waits").containsExactly(Permission.Protect);
        protection.setStatus(pending("d1"));
        assertThat(ProtectionIntents.words(protection)).containsExactly(Permission.Redeploy, Permission.Open);
    }

    @Test
    void aRollbackNeedsTheWordForItEvenWhereTheManifestDoesNot() {
        var protection = protection("fences: [{name: f, onlyFrom: {sourceIps: [203.0.113.0/24]}}]");
        protection.getMetadata().setAnnotations(Map.of("apiaccess.dev/rollback", " d1 "));
        assertThat(ProtectionIntents.words(protection)).containsExactly(Permission.Fence, Permission.Redeploy);
        assertThat(ProtectionIntents.rolledBack(protection)).contains("d1");

        for (var nothing : List.of("", "false")) {
            protection.getMetadata().setAnnotations(Map.of("apiaccess.dev/rollback", nothing));
            assertThat(ProtectionIntents.words(protection)).containsExactly(Permission.Fence);
            assertThat(ProtectionIntents.rolledBack(protection)).isEmpty();
        }
    }

    private static @Nullable ApiProtectionStatus pending(String deployment) {
        return Serialization.unmarshal(
                        "---\n{kind: ApiProtection, status: {pending: {deploymentId: " + deployment + "}}}",
                        ApiProtection.class)
                .getStatus();
    }

    @Test
    void whatDeclaresNothingHoldsAnApiToo() {
        assertThat(ProtectionIntents.words(protection("fences: []"))).containsExactly(Permission.Protect);
    }

    @Test
    void whatContradictsItselfIsRefusedWithASentence() {
        assertThat(invalid("rules: [{name: r, methods: [ANY, GET], paths: [/], authorization: AwsIam}]"))
                .get()
                .asString()
                .startsWith(Reason.Invalid + " rules[r]: ANY already means");
        assertThat(invalid("rules: [{name: r, methods: [GET], paths: [/], authorization: AwsIam, reopen: why}]"))
                .get()
                .asString()
                .contains("reopen goes with authorization: None only");
        for (var webAcl : List.of("{mode: Exact}", "{mode: Required, arn: 'arn:aws:wafv2:x:1:regional/webacl/a/1'}")) {
            assertThat(invalid("webAcl: " + webAcl)).get().asString().contains("webAcl.arn is for mode Exact");
        }
        assertThat(invalid("webAcl: {mode: AtCloudFront}")).isEmpty();
        assertThat(invalid("fences: [{name: f, onlyFrom: {sourceIps: [office]}}]"))
                .get()
                .asString()
                .contains("sourceIps has office, which is no range");
        assertThat(invalid("fences: [{name: f, onlyFrom: {sourceIps: [203.0.113.0/24, \"2001:db8::/32\"]}}]"))
                .isEmpty();
    }

    @Test
    void whatACallerShowsIsNeverLogged() {
        assertThat(AccessLogs.problem(logging("$context.requestId $context.identity.apiKey")))
                .get()
                .asString()
                .contains("$context.identity.apiKey");
        assertThat(AccessLogs.problem(logging("$context.requestId $context.identity.apiKeyId")))
                .isEmpty();
    }

    private static AccessLogging logging(String format) {
        return new AccessLogging("arn:aws:logs:eu-west-1:111122223333:log-group:orders:*", null, format, Map.of());
    }

    @Test
    void readyMadeFormatsAreTakenByApiGatewayAndGroupsStandWithoutTheirStreams() {
        for (var format :
                List.of(AccessLogFormat.Json, AccessLogFormat.Clf, AccessLogFormat.Xml, AccessLogFormat.Csv)) {
            var log = AccessLogs.of(new AccessLogging(
                    "arn:aws:logs:eu-west-1:111122223333:log-group:orders:*", format, null, Map.of()));

            assertThat(log.format()).contains("$context.requestId").doesNotContain("apiKey");
            assertThat(log.destination()).endsWith(":log-group:orders");
        }
    }

    @Test
    void aStarOfAnArnCrossesNeitherColonNorSlash() {
        var patterns = List.of("arn:aws:logs:*:111122223333:log-group:team-*");

        assertThat(AdmittedArns.admits(patterns, "arn:aws:logs:eu-west-1:111122223333:log-group:team-a"))
                .isTrue();
        assertThat(AdmittedArns.admits(patterns, "arn:aws:logs:eu-west-1:111122223333:log-group:team-a/b"))
                .isFalse();
        assertThat(AdmittedArns.admits(patterns, "arn:aws:logs:eu-west-1:111122223333:log-group:team-a:x"))
                .isFalse();
        assertThat(AdmittedArns.admits(patterns, "arn:aws:logs:eu-west-1:444455556666:log-group:team-a"))
                .isFalse();
    }

    @Test
    void aProtectionThatSaysNothingReportsAndRetains() {
        var spec = protection("fences: []").getSpec();

        assertThat(Defaults.drift(spec)).isEqualTo(DriftPolicy.Report);
        assertThat(Defaults.deletion(spec)).isEqualTo(DeletionPolicy.Retain);
    }
}
