// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiWebAcl;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.WebAclMode;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.status.ProtectionProblems.Problem;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of the web ACLs in front of stages. */
class WebAclsTest {

    private static final String OURS = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/ours/1";
    private static final String THEIRS = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/theirs/2";

    /** @param attached by stage, empty for none */
    private static WebAcls acls(WebAclMode mode, @Nullable String arn, Map<String, String> attached) {
        var stages = new TreeMap<String, ShownStage>();
        attached.forEach((stage, acl) -> {
            var shown = ShownStage.of("d1");
            stages.put(
                    stage,
                    new ShownStage(
                            shown.deploymentId(),
                            shown.canaryDeploymentId(),
                            acl.isEmpty() ? Optional.empty() : Optional.of(acl),
                            shown.accessLog(),
                            shown.settings()));
        });
        return new WebAcls(new ApiWebAcl(mode, arn, Map.of()), stages);
    }

    private static PartState state(WebAcls acls) {
        return Objects.requireNonNull(acls.part(acls.problems().stream()
                        .collect(Collectors.toMap(Problem::part, Function.identity(), (first, _) -> first)))
                .state());
    }

    @Test
    void aStageWithoutOneIsNamedAndNothingIsAttached() {
        var acls = acls(WebAclMode.Required, null, Map.of("dev", "", "prod", OURS, "test", ""));

        assertThat(acls.problems()).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.WebAclMissing);
            assertThat(one.weighed().weight()).isEqualTo(Weight.STALLED);
            assertThat(one.part()).isEqualTo("webAcl");
            assertThat(one.message())
                    .isEqualTo(
                            "no web ACL is attached to stage dev, test: have it attached, it is never done from here");
        });
        assertThat(state(acls)).isEqualTo(PartState.Left);
    }

    @Test
    void anyOneIsEnoughWhereOneIsRequired() {
        var acls = acls(WebAclMode.Required, null, Map.of("prod", THEIRS));

        assertThat(acls.problems()).isEmpty();
        assertThat(state(acls)).isEqualTo(PartState.InForce);
    }

    @Test
    void anotherOneIsNamedBesideTheOneThatIsWanted() {
        var acls = acls(WebAclMode.Exact, OURS, Map.of("dev", OURS, "prod", THEIRS));

        assertThat(acls.problems()).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.WebAclDiffers);
            assertThat(one.message()).startsWith("stage prod has " + THEIRS + ", and " + OURS + " is wanted");
        });
        assertThat(state(acls)).isEqualTo(PartState.Left);
    }

    @Test
    void noneIsNoneAlsoWhereAGivenOneIsWanted() {
        assertThat(acls(WebAclMode.Exact, OURS, Map.of("prod", "")).problems())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.reason()).isEqualTo(Reason.WebAclMissing);
                    assertThat(one.message()).contains(OURS);
                });
    }

    @Test
    void theOneThatIsWantedIsInForce() {
        var acls = acls(WebAclMode.Exact, OURS, Map.of("prod", OURS));

        assertThat(acls.problems()).isEmpty();
        assertThat(state(acls)).isEqualTo(PartState.InForce);
    }

    @Test
    void oneAtCloudFrontIsNotCheckedAndNeverCalledInForce() {
        var acls = acls(WebAclMode.AtCloudFront, null, Map.of("prod", ""));

        assertThat(acls.problems()).isEmpty();
        assertThat(state(acls)).isEqualTo(PartState.Left);
        assertThat(acls.part(Map.of()).message()).startsWith("not checked");
    }

    @Test
    void whereNoStageIsThereNothingIsInForce() {
        assertThat(state(acls(WebAclMode.Required, null, Map.of()))).isEqualTo(PartState.Waiting);
    }
}
