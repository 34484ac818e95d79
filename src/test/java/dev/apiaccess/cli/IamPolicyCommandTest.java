// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people get and how they are told what is wrong. */
class IamPolicyCommandTest {

    private static final Path DEPLOY = Path.of(System.getProperty("apiaccess.basedir", ""), "deploy", "iam");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "account-policy.json, account",
        "trust-policy.json, trust",
        "operator-policy.json, operator",
    })
    void theFilesThatShipAreWhatItPrints(String file, String document) throws IOException {
        assertThat(run("iam-policy", document)).isZero();

        assertThat(Files.readString(DEPLOY.resolve(file)))
                .as("deploy/iam/%s; write it anew with: apiaccess iam-policy %s > deploy/iam/%s", file, document, file)
                .isEqualTo(out.toString());
    }

    @Test
    void theAccountIsTheDefault() {
        run("iam-policy");
        var printed = out.toString();
        out.getBuffer().setLength(0);
        run("iam-policy", "account");

        assertThat(printed).isEqualTo(out.toString()).contains("ACCOUNT_ID", "CLUSTER_ID");
    }

    @Test
    void optionsTakeThePlaceOfPlaceholders() {
        var policy = printed(
                PolicyKind.IDENTITY,
                "--account=111122223333 --cluster-id=prod --partition=aws-cn --regions=cn-north-1"
                        + " --principals=role/apps/*,group/analysts");

        assertThat(out.toString()).doesNotContain("ACCOUNT_ID", "CLUSTER_ID", "arn:aws:");
        assertThat(resources(policy, "OwnPolicies"))
                .containsExactly("arn:aws-cn:iam::111122223333:policy/apiaccess/prod/*");
        assertThat(resources(policy, "AttachOwnPolicies"))
                .containsExactly(
                        "arn:aws-cn:iam::111122223333:group/analysts", "arn:aws-cn:iam::111122223333:role/apps/*");
        assertThat(actions(policy, "AttachOwnPolicies"))
                .as("users are out of reach, so nothing speaks of them")
                .containsExactly(
                        "iam:AttachGroupPolicy",
                        "iam:AttachRolePolicy",
                        "iam:DetachGroupPolicy",
                        "iam:DetachRolePolicy");
        assertThat(resources(policy, "ReadGateway"))
                .allMatch(arn -> arn.startsWith("arn:aws-cn:apigateway:cn-north-1::/"));
    }

    @Test
    void onlyWhatTheWordsOfTenantsNeed() {
        var grants = printed(PolicyKind.IDENTITY, "--may=Grant");
        var keys = printed(PolicyKind.IDENTITY, "--may=key");

        assertThat(sids(grants))
                .containsExactly("ReadIam", "ReadPoliciesOfAws", "OwnPolicies", "AttachOwnPolicies", "ReadGateway");
        assertThat(sids(keys))
                .containsExactly(
                        "ReadIam",
                        "OwnPolicies",
                        "ReadGateway",
                        "CreateTaggedPlansAndKeys",
                        "ImportKeys",
                        "TagPlansAndKeys",
                        "ChangeOwnPlansAndKeys",
                        "PutKeysInPlans",
                        "TakeKeysFromPlans",
                        "CarryQuotas");
        assertThat(resources(keys, "CreateTaggedPlansAndKeys")).containsExactly("arn:aws:apigateway:*::/apikeys");
        assertThat(resources(keys, "OwnPolicies"))
                .as("the claim, and no policy that grants something")
                .containsExactly("arn:aws:iam::ACCOUNT_ID:policy/apiaccess/CLUSTER_ID/aa-claim-CLUSTER_ID");
        assertThat(sids(printed(PolicyKind.IDENTITY, "--may=RateLimit --may=Key")))
                .as("repeated")
                .isEqualTo(sids(printed(PolicyKind.IDENTITY, "--may=RateLimit,Key")));
    }

    @Test
    void rolesOfAuthorizersAreHandedToApiGatewayAloneAndOnlyThoseThatAreNamed() {
        assertThat(sids(printed(PolicyKind.IDENTITY, "--may=Protect")))
                .contains("MakeAuthorizers")
                .doesNotContain("PassRolesOfAuthorizers");

        var policy = printed(
                PolicyKind.IDENTITY,
                "--account=111122223333 --partition=aws-cn --may=Protect --pass-roles=role/b/*,role/a");

        assertThat(resources(policy, "PassRolesOfAuthorizers"))
                .containsExactly("arn:aws-cn:iam::111122223333:role/a", "arn:aws-cn:iam::111122223333:role/b/*");
        assertThat(actions(policy, "PassRolesOfAuthorizers")).containsExactly("iam:PassRole");
        assertThat(policy.statement("PassRolesOfAuthorizers").orElseThrow().conditions())
                .containsExactly(Condition.of("StringEquals", "iam:PassedToService", "apigateway.amazonaws.com"));
        assertThat(sids(printed(PolicyKind.IDENTITY, "--may=Grant --pass-roles=role/a")))
                .as("nobody makes authorizers")
                .doesNotContain("PassRolesOfAuthorizers");
    }

    /** A function of another account would see every caller's token. */
    @Test
    void authorizersCallFunctionsOfTheAccount() {
        var policy = printed(PolicyKind.IDENTITY, "--account=111122223333 --partition=aws-cn --may=Protect");

        assertThat(policy.statement("MakeAuthorizers").orElseThrow().conditions())
                .contains(Condition.of(
                        "StringLikeIfExists",
                        "apigateway:Request/AuthorizerUri",
                        "arn:aws-cn:apigateway:*:lambda:path/2015-03-31/functions/"
                                + "arn:aws-cn:lambda:*:111122223333:function:*/invocations"));
    }

    @Test
    void trustNamesTheOperatorAndTheExternalId() {
        var policy = printed(
                PolicyKind.TRUST, "trust --operator-arn=arn:aws:iam::444455556666:role/apiaccess --external-id=4711");

        assertThat(out.toString())
                .contains("arn:aws:iam::444455556666:role/apiaccess", "sts:AssumeRole", "sts:TagSession");
        assertThat(policy.statements().getFirst().conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.key()).isEqualTo("sts:ExternalId");
            assertThat(condition.values()).containsExactly("4711");
        });
    }

    @Test
    void theOperatorReachesSeveralAccounts() {
        var policy = printed(
                PolicyKind.IDENTITY, "operator --account=111122223333,222233334444 --role-name=platform/apiaccess");

        assertThat(resources(policy, "ReachAccounts"))
                .containsExactly(
                        "arn:aws:iam::111122223333:role/platform/apiaccess",
                        "arn:aws:iam::222233334444:role/platform/apiaccess");
    }

    @Test
    void compactIsOneLine() {
        run("iam-policy", "--output=compact");

        assertThat(out.toString().lines()).hasSize(1);
        assertThat(PolicyReader.read(out.toString(), PolicyKind.IDENTITY).statements())
                .hasSize(19);
    }

    @Test
    void saysWhenAManagedPolicyWouldBeTooSmall() {
        var many = Stream.iterate(1, n -> n + 1)
                .limit(150)
                .map(n -> "role/apps/team-" + n)
                .toList();

        assertThat(run("iam-policy", "--principals=" + String.join(",", many))).isZero();

        assertThat(err.toString()).contains("a managed policy takes 6144", "inline policy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--pass-roles=user/a | --pass-roles is 'user/a': it takes role/ and a name or pattern",
                "--account=1234 | --account is '1234': it takes the 12 digits of an account",
                "--cluster-id=Prod | --cluster-id is 'Prod': it takes lower-case letters, digits and dashes",
                "--principals=apps/* | --principals is 'apps/*': it takes role/, user/ or group/ and a name",
                "--regions=europe | --regions is 'europe': it takes the name of a region such as eu-west-1",
                "--may=Rule | --may is 'Rule': it takes one of Grant, Deny, RateLimit, Key",
                "--partition=azure | --partition is 'azure': it takes aws, aws-cn or aws-us-gov",
                "--account=111122223333,222233334444 | a policy holds for one account: run it once for each --account",
                "--external-id=4711 | apiaccess iam-policy trust --external-id ...",
                "--role-name=x | apiaccess iam-policy operator --role-name ...",
                "trust --regions=eu-west-1 | apiaccess iam-policy account --regions ...",
                "trust --account=111122223333 | the operator is named by --operator-arn",
                "trust --operator-arn=apiaccess | it takes the ARN of a role or user",
                "trust --external-id=é | --external-id is 'é': it takes 2 to 1224 letters",
                "operator --role-name=arn:aws:iam::1:role/x | it takes the name of a role, not its ARN",
                "tenant | it takes account, trust, operator",
                "--output=yaml | --output is 'yaml': it takes json, compact",
            })
    void saysWhatToDo(String arguments, String message) {
        var code = run(Stream.concat(Stream.of("iam-policy"), Arrays.stream(arguments.split(" ", -1)))
                .toArray(String[]::new));

        assertThat(err.toString()).contains(message);
        assertThat(code).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpShowsEveryOptionAndHowToUseIt() {
        run("iam-policy", "--help");

        assertThat(out.toString())
                .contains("--account", "--cluster-id", "--principals", "--regions", "--may", "--operator-arn")
                .contains("--external-id", "--role-name", "--partition", "--output")
                .contains("aws iam put-role-policy");
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        var pom = Files.readString(Path.of(System.getProperty("apiaccess.basedir", ""), "pom.xml"));
        var version = pom.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");

        assertThat(run("--version")).isZero();

        assertThat(out.toString()).startsWith("apiaccess " + version + System.lineSeparator());
    }

    private PolicyDocument printed(PolicyKind kind, String arguments) {
        out.getBuffer().setLength(0);
        var code = run(Stream.concat(Stream.of("iam-policy"), Arrays.stream(arguments.split(" ", -1)))
                .toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return PolicyReader.read(out.toString(), kind);
    }

    private int run(String... arguments) {
        return Apiaccess.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static List<String> sids(PolicyDocument policy) {
        return List.copyOf(policy.bySid().keySet());
    }

    private static List<String> resources(PolicyDocument policy, String sid) {
        var resources = policy.statement(sid).orElseThrow().resources();
        return resources == null ? List.of() : resources.patterns();
    }

    private static List<String> actions(PolicyDocument policy, String sid) {
        return policy.statement(sid).orElseThrow().actions().patterns();
    }
}
