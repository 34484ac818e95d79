// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.DeployedMethod;
import dev.apiaccess.access.Identity;
import dev.apiaccess.access.Organization;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.cli.AccountReading.Api;
import dev.apiaccess.cli.AccountReading.Iam;
import dev.apiaccess.cli.AccountReading.InRegion;
import dev.apiaccess.cli.AccountReading.Keys;
import dev.apiaccess.cli.AccountReading.Part;
import dev.apiaccess.cli.AccountReading.Stage;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.GatewayPort.Export;
import dev.apiaccess.port.IamPort.Holder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of answers of AWS. */
class AccountMappingTest {

    private static final String DOCUMENT =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}}";
    private static final String SHORT =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\","
                    + "\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:/prod/*\"}}";
    private static final String WRITTEN_OUT =
            SHORT.replace("execute-api:/prod/*", "arn:aws:execute-api:eu-west-1:111122223333:abc123def4/prod/*");
    private static final Part<Optional<Map<MethodKey, ServedMethod>>> METHODS = methods("AWS_IAM");

    @Test
    void aUserHasWhatItHoldsAndWhatItsGroupsBring() {
        var alice = new PrincipalRef(PrincipalRef.Kind.USER, "/people/", "alice");
        var analysts = new PrincipalRef(PrincipalRef.Kind.GROUP, "/", "analysts");
        var iam = new Iam(
                List.of(
                        new Holder(
                                alice, Map.of("own", DOCUMENT), List.of("analysts", "gone"), Optional.of("arn:limits")),
                        new Holder(analysts, Map.of("shared", DOCUMENT), List.of(), Optional.empty())),
                Map.of(alice, Set.of("arn:known"), analysts, Set.of("arn:unknown")),
                Map.of("arn:known", DOCUMENT));

        var account = AccountMapping.of(
                new AccountReading("aws", "111122223333", Part.of(iam), List.of(), Organization.unseen()));

        assertThat(account.identities()).extracting(Identity::spoken).containsExactly("user/people/alice");
        var found = account.identities().getFirst();
        assertThat(found.policies())
                .extracting(
                        held -> held.group().orElse("-") + " " + held.document().name())
                .containsExactly(
                        "- arn:known",
                        "- inline policy own of user/people/alice",
                        "analysts arn:unknown",
                        "analysts inline policy shared of group/analysts",
                        "gone the policies of group/gone");
        assertThat(requireNonNull(found.boundary()).attached())
                .isEqualTo(new Attached.Unreadable("arn:limits", "IAM did not return it"));
        assertThat(account.unread()).isEmpty();
    }

    @Test
    void aPolicyIsKnownToBeDeployedWhereTheExportSaysTheSame() {
        assertThat(stage(SHORT, Optional.of(WRITTEN_OUT)).policyDeployed()).isTrue();
        assertThat(stage(SHORT, Optional.of(DOCUMENT)).policyDeployed()).isFalse();
        assertThat(stage(SHORT, Optional.empty()).policyDeployed()).isFalse();
        assertThat(stage(null, Optional.of(SHORT)).policyDeployed()).isFalse();
        var none = stage(null, Optional.empty());
        assertThat(none.policy()).isNull();
        assertThat(none.policyDeployed()).isTrue();
    }

    @Test
    void whatStageServesAndWhatItsCanaryServesAreToldApart() {
        var shown = new ShownStage(
                "d1", Optional.of("d2"), Optional.of("arn:acl"), Optional.empty(), new java.util.TreeMap<>());
        var stage =
                stage(new Stage(shown, METHODS, methods("NONE"), Part.of(Optional.of(new Export(Optional.empty())))));

        assertThat(stage.methods()).containsExactly(new DeployedMethod("/orders", "GET", "AWS_IAM", false));
        assertThat(stage.canary()).containsExactly(new DeployedMethod("/orders", "GET", "NONE", false));
        assertThat(stage.webAcl()).isEqualTo("arn:acl");
        assertThat(stage.unread()).isNull();
    }

    @Test
    void aDeploymentThatIsNotShownLeavesTheMethodsUnknown() {
        var shown = ShownStage.of("d1");
        var export = Part.of(Optional.of(new Export(Optional.empty())));

        assertThat(stage(new Stage(shown, Part.of(Optional.empty()), null, export))
                        .unread())
                .isEqualTo("API Gateway does not show its deployment");
        assertThat(stage(new Stage(shown, METHODS, Part.unread("no right"), export))
                        .unread())
                .isEqualTo("no right, of the canary");
    }

    @Test
    void whatCouldNotBeReadIsNamedWithItsPlace() {
        var orders = new ListedApi(
                new dev.apiaccess.model.RestApi("abc123def4", "orders"),
                Optional.of(SHORT),
                new ListedApi.Endpoint(ListedApi.EndpointType.PRIVATE, false),
                false,
                "AUTHORIZER",
                ListedApi.State.AVAILABLE);
        var stages = Part.of(Map.of("prod", new Stage(ShownStage.of("d1"), METHODS, null, Part.unread("no export"))));
        var account = AccountMapping.of(new AccountReading(
                "aws",
                "111122223333",
                Part.unread("no iam"),
                List.of(
                        new InRegion("eu-west-1", Part.of(List.of(new Api(orders, stages))), Part.unread("no keys")),
                        new InRegion(
                                "us-east-1",
                                Part.unread("no apis"),
                                Part.of(new Keys(List.of(), List.of(), Map.of())))),
                new Organization.NotSeen("no right")));

        assertThat(account.unread())
                .containsExactly(
                        new Account.Unread(Account.Part.APIS, "us-east-1", "no apis"),
                        new Account.Unread(Account.Part.EXPORTS, "abc123def4/prod", "no export"),
                        new Account.Unread(Account.Part.IDENTITIES, "", "no iam"),
                        new Account.Unread(Account.Part.KEYS, "eu-west-1", "no keys"));
        assertThat(account.organization()).isEqualTo(new Organization.NotSeen("no right"));
        assertThat(account.apis().getFirst().isPrivate()).isTrue();
        assertThat(account.apis().getFirst().endpoint()).isFalse();
        assertThat(account.apis().getFirst().keyByAuthorizer()).isTrue();
        assertThat(AccountFile.parse("x", AccountFileWriter.write(account))).isEqualTo(account);
    }

    @Test
    void keysAreInThePlansThatListThem() {
        var gold = new ExistingPlan(
                "p1",
                new UsagePlan(
                        "gold",
                        "",
                        null,
                        null,
                        new TreeMap<>(Map.of(new ApiStage("abc123def4", "prod"), new TreeMap<>()))));
        var key = new ExistingKey("k1", new ApiKey("partner", "", true, new TreeSet<>()));
        var keys = new Keys(List.of(gold), List.of(key), Map.of("p1", List.of("k1"), "p2", List.of("k2")));

        var account = AccountMapping.of(new AccountReading(
                "aws",
                "111122223333",
                Part.unread("not asked"),
                List.of(new InRegion("eu-west-1", Part.of(List.of()), Part.of(keys))),
                Organization.unseen()));

        assertThat(account.keys())
                .containsExactly(new dev.apiaccess.access.ApiKey("k1", "partner", true, List.of("p1")));
        assertThat(account.plans("abc123def4", "prod"))
                .extracting(Account.UsagePlan::name)
                .containsExactly("gold");
    }

    private static RestApi.Stage stage(@Nullable String present, Optional<String> exported) {
        return account(
                present, new Stage(ShownStage.of("d1"), METHODS, null, Part.of(Optional.of(new Export(exported)))));
    }

    private static RestApi.Stage stage(Stage stage) {
        return account(null, stage);
    }

    private static RestApi.Stage account(@Nullable String present, Stage stage) {
        var listed = ListedApi.of(new dev.apiaccess.model.RestApi("abc123def4", "orders"))
                .withPolicy(Optional.ofNullable(present));
        return AccountMapping.of(new AccountReading(
                        "aws",
                        "111122223333",
                        Part.of(new Iam(List.of(), Map.of(), Map.of())),
                        List.of(new InRegion(
                                "eu-west-1",
                                Part.of(List.of(new Api(listed, Part.of(Map.of("prod", stage))))),
                                Part.of(new Keys(List.of(), List.of(), Map.of())))),
                        Organization.unseen()))
                .apis()
                .getFirst()
                .stages()
                .getFirst();
    }

    private static Part<Optional<Map<MethodKey, ServedMethod>>> methods(String authorization) {
        return Part.of(Optional.of(Map.of(new MethodKey("/orders", "GET"), new ServedMethod(authorization, false))));
    }
}
