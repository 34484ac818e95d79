// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Effect;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of ApiStates and ResourceDocument: an API as it was read. */
class ApiStatesTest {

    private static final String SHORT =
            ForeignDocuments.policy(ForeignDocuments.allow("*", "execute-api:/prod/GET/orders"));

    @Test
    void resourcesInTheShortFormAreTheSameAsThoseWrittenOut() {
        var api = FakeApi.deployed(
                FakeApi.withPolicy(FakeApi.unpublished("GET /orders NONE"), Optional.of(SHORT)), "prod", "d0");

        var state = FakeApi.state(api);

        assertThat(Objects.requireNonNull(state.deployments().get("d0")).foreign())
                .isEqualTo(state.present().foreign());
        assertThat(SmallWorld.patterns(state.present().foreign().getFirst()))
                .containsExactly(FakeApi.ARN + "prod/GET/orders");
        assertThat(state.stages()).containsExactly(Map.entry("prod", "d0"));
    }

    @Test
    void presentMethodsHaveTheirAuthorizersWithScopesAndDeployedOnesNone() {
        var api = FakeApi.serving("GET /orders NONE")
                .withMethod(
                        FakeApi.key("GET /orders"),
                        new ConfiguredMethod(
                                "r1", "COGNITO_USER_POOLS", "auth1", new TreeSet<>(Set.of("b", "a")), true));
        var served = FakeApi.deployed(api, "prod", "d1");

        var state = FakeApi.state(served);

        assertThat(state.present().methods())
                .containsEntry(FakeApi.key("GET /orders"), new MethodState("COGNITO_USER_POOLS", "#auth1 a b", true));
        assertThat(Objects.requireNonNull(state.deployments().get("d1")).methods())
                .containsEntry(FakeApi.key("GET /orders"), new MethodState("COGNITO_USER_POOLS", "", true));
    }

    @Test
    void whatWasMadeOfThePresentConfigurationHasItsAuthorizersAndItsPolicy() {
        var edited = FakeApi.withPolicy(FakeApi.serving("GET /orders CUSTOM"), Optional.of(SHORT));
        var made = FakeApi.after(edited, new ProtectionStep.Deploy());
        // No stage shows it yet, so that its policy cannot be exported.
        var unread = new TreeMap<>(made.deployments());
        unread.computeIfPresent("d1", (_, one) -> new DeployedApi(one.methods(), Optional.empty()));

        var state = FakeApi.state(made.withDeployments(unread, made.made()));

        assertThat(state.made()).isEqualTo("d1");
        assertThat(state.deployments().get("d1")).isEqualTo(state.present());
    }

    @Test
    void whatSomebodyDeployedInstead() {
        var made = FakeApi.after(FakeApi.serving("GET /orders NONE"), new ProtectionStep.Deploy());
        assertThat(FakeApi.state(made).made()).isEqualTo("d1");

        assertThat(FakeApi.state(newest(made, "theirs")).made())
                .as("others deployed since")
                .isEmpty();
        assertThat(FakeApi.state(FakeApi.with(made, "GET /orders AWS_IAM")).made())
                .as("the API changed since")
                .isEmpty();
        assertThat(FakeApi.state(made.withDeployments(new TreeMap<>(), made.made()))
                        .made())
                .as("it was not read")
                .isEmpty();
        assertThat(FakeApi.state(made.withDeployments(
                                made.deployments(), List.of(new MadeDeployment("d1", Instant.EPOCH, "other"))))
                        .made())
                .as("it was made of something else")
                .isEmpty();
    }

    @Test
    void whatADeploymentHasCountsAlsoWhereItSaysToBeOfThePresentConfiguration() {
        var made = FakeApi.after(FakeApi.serving("GET /orders AWS_IAM"), new ProtectionStep.Deploy());
        var raced = new TreeMap<>(made.deployments());
        raced.put(
                "d1",
                new DeployedApi(Map.of(FakeApi.key("GET /orders"), new ServedMethod("NONE", false)), Optional.empty()));

        var state = FakeApi.state(made.withDeployments(raced, made.made()));

        assertThat(Objects.requireNonNull(state.deployments().get("d1")).methods())
                .containsEntry(FakeApi.key("GET /orders"), MethodState.of("NONE", false));
    }

    @Test
    void aDocumentThatCannotBeReadIsLikeNothingElseAndMayOpenAndCloseAnything() {
        var one = read("{");
        var other = read("[");

        assertThat(one.foreign())
                .extracting(statement -> statement.effect())
                .containsExactly(Effect.ALLOW, Effect.DENY);
        assertThat(one.foreign()).isEqualTo(read("{").foreign()).isNotEqualTo(other.foreign());
        assertThat(one.trouble()).hasValueSatisfying(why -> assertThat(why).contains("cannot be read", "put it right"));
    }

    @Test
    void aDocumentIsGoneWithItsLastStatement() {
        assertThat(ResourceDocument.of(Optional.empty(), FakeApi.PROD, FakeApi.MARK)
                        .with(List.of()))
                .isEmpty();
    }

    @Test
    void aStageWithoutADeploymentServesNothingAndACanaryIsKept() {
        var api = FakeApi.serving("GET /orders NONE")
                .withStage("new", ShownStage.of(""))
                .withStage(
                        "prod",
                        new ShownStage("d0", Optional.of("c1"), Optional.empty(), Optional.empty(), new TreeMap<>()));

        var state = FakeApi.state(api);

        assertThat(state.stages()).containsOnlyKeys("prod");
        assertThat(state.canaries()).containsExactly(Map.entry("prod", "c1"));
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1,aws",
        "us-east-1,aws",
        "cn-north-1,aws-cn",
        "us-gov-west-1,aws-us-gov",
        "us-iso-east-1,aws-iso",
        "us-isob-east-1,aws-iso-b",
        "eusc-de-east-1,aws-eusc"
    })
    void thePartitionFollowsFromTheRegion(String region, String partition) {
        assertThat(ApiStates.place(FakeApi.ACCOUNT, region, "a1b2c3").partition())
                .isEqualTo(partition);
    }

    private static ResourceDocument read(String text) {
        return ResourceDocument.of(Optional.of(text), FakeApi.PROD, FakeApi.MARK);
    }

    private static ExistingApi newest(ExistingApi api, String newest) {
        return new ExistingApi(
                api.listed(), api.methods(), api.stages(), api.deployments(), api.made(), newest, api.tags());
    }
}
