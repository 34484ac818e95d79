// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.IamPort.AccountDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of IAM and STS. */
abstract class IamPortContract extends PortContract {

    private static final String PATH = "/apiaccess/test/";

    @Test
    void tellsWhoWeAre() {
        var identity = access().callerIdentity();

        assertThat(identity.accountId()).matches("[0-9]{12}");
        assertThat(identity.arn()).startsWith("arn:").contains(identity.accountId());
    }

    @Test
    void actsAsAnAssumedRole() {
        var account = access().callerIdentity().accountId();
        var name = unique("operator");
        var role = seed().role("/", name, account);

        try (var assumed = connector().open(new AwsConnector.Settings("main", role, null))) {
            assertThat(assumed.callerIdentity().accountId()).isEqualTo(account);
            assertThat(assumed.callerIdentity().arn()).endsWith(":assumed-role/" + name + "/apiaccess-main");
        }
    }

    @Test
    void tellsHowManyPoliciesAPrincipalMayCarry() {
        var quotas = iam().accountQuotas();

        for (var kind : PrincipalRef.Kind.values()) {
            assertThat(quotas.of(kind)).as("%s", kind).isEqualTo(AccountQuotas.DEFAULT.of(kind));
        }
        assertThat(quotas.policiesQuota()).isEqualTo(AccountQuotas.DEFAULT.policiesQuota());
        assertThat(quotas.policies()).isNotNegative();
    }

    @Test
    void createsAPolicyAndReadsItBack() {
        var name = unique("created");

        var created = iam().createPolicy(policy(name, document("orders")), Map.of("apiaccess.dev/cluster", "test"));

        var arn = "arn:aws:iam::" + access().callerIdentity().accountId() + ":policy" + PATH + name;
        assertThat(created)
                .isEqualTo(
                        new ExistingPolicy(arn, created.policyId(), "v1", List.of(), policy(name, document("orders"))));
        assertThat(iam().getPolicy(arn))
                .contains(new IamPort.PolicyHead(
                        arn, created.policyId(), "v1", "described", Map.of("apiaccess.dev/cluster", "test")));
        assertThat(iam().getPolicyVersion(arn, "v1")).contains(document("orders"));
        assertThat(iam().listPolicyVersions(arn)).containsExactly("v1");
    }

    @Test
    void listsAPolicyAsItWasCreated() {
        var created = iam().createPolicy(policy(unique("listed"), document("orders")), Map.of());

        assertThat(details().policies()).contains(created);
    }

    @Test
    void bringsEveryCharacterThereAndBack() {
        var document = PolicyReader.read("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*",
                "Condition":{"StringEquals":{"aws:PrincipalTag/team":["a+b","50%","a%2Bb","x&y=z","\u00fc \\"q\\""]}}}}""");

        var created = iam().createPolicy(policy(unique("characters"), document), Map.of());

        assertThat(iam().getPolicyVersion(created.arn(), "v1")).contains(document);
        assertThat(details().policies())
                .filteredOn(policy -> policy.arn().equals(created.arn()))
                .singleElement()
                .satisfies(policy -> assertThat(policy.policy()).isEqualTo(created.policy()));
    }

    @Test
    void tagsAPolicyAndLeavesOtherTags() {
        var created = iam().createPolicy(
                        policy(unique("tagged"), document("orders")),
                        Map.of("apiaccess.dev/cluster", "test", "team", "a"));

        iam().tagPolicy(created.arn(), Map.of("apiaccess.dev/cluster", "other", "apiaccess.dev/owner", "me"));

        assertThat(iam().getPolicy(created.arn()))
                .map(IamPort.PolicyHead::tags)
                .contains(Map.of("apiaccess.dev/cluster", "other", "apiaccess.dev/owner", "me", "team", "a"));
    }

    @Test
    void refusesASecondPolicyOfTheName() {
        var policy = policy(unique("twice"), document("orders"));
        iam().createPolicy(policy, Map.of());

        assertFails(Kind.ALREADY_EXISTS, () -> iam().createPolicy(policy, Map.of()));
    }

    @Test
    void refusesANameThatDiffersInCaseAlone() {
        var name = unique("case");
        iam().createPolicy(policy(name, document("orders")), Map.of());

        assertFails(
                Kind.ALREADY_EXISTS,
                () -> iam().createPolicy(
                                policy(name.toUpperCase(java.util.Locale.ROOT), document("orders")), Map.of()));
    }

    @Test
    void refusesADocumentThatIamDoesNotTake() {
        var document = PolicyReader.read("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"orders"}}""");

        assertFails(Kind.INVALID, () -> iam().createPolicy(policy(unique("malformed"), document), Map.of()));
    }

    @Test
    void keepsFiveVersionsAndMakesTheNewestTheDefault() {
        var arn = created();
        for (var number = 2; number <= 5; number++) {
            assertThat(iam().createPolicyVersion(arn, document("orders/" + number)))
                    .isEqualTo("v" + number);
        }

        assertThat(iam().listPolicyVersions(arn)).containsExactly("v1", "v2", "v3", "v4", "v5");
        assertThat(details().policies())
                .filteredOn(policy -> policy.arn().equals(arn))
                .singleElement()
                .satisfies(policy -> {
                    assertThat(policy.defaultVersionId()).isEqualTo("v5");
                    assertThat(policy.otherVersionIds()).containsExactly("v1", "v2", "v3", "v4");
                    assertThat(policy.policy().document()).isEqualTo(document("orders/5"));
                });
        assertFails(Kind.LIMIT_EXCEEDED, () -> iam().createPolicyVersion(arn, document("orders/6")));
        assertFails(Kind.CONFLICT, () -> iam().deletePolicyVersion(arn, "v5"));

        iam().deletePolicyVersion(arn, "v1");

        assertThat(iam().listPolicyVersions(arn)).containsExactly("v2", "v3", "v4", "v5");
    }

    @Test
    void attachesToAllKindsOfPrincipals() {
        var arn = created();
        var role = principal(PrincipalRef.Kind.ROLE);
        var user = principal(PrincipalRef.Kind.USER);
        var group = principal(PrincipalRef.Kind.GROUP);
        var idle = principal(PrincipalRef.Kind.ROLE);

        List.of(role, user, group).forEach(one -> iam().attachPolicy(arn, one));

        assertThat(entities(arn)).containsExactlyInAnyOrder(role.identity(), user.identity(), group.identity());
        assertThat(details().attachments())
                .containsEntry(role, Set.of(arn))
                .containsEntry(user, Set.of(arn))
                .containsEntry(group, Set.of(arn))
                .containsEntry(idle, Set.of());

        List.of(role, user, group).forEach(one -> iam().detachPolicy(arn, one));

        assertThat(entities(arn)).isEmpty();
        assertThat(details().attachments()).containsEntry(role, Set.of());
    }

    @Test
    void aRoleThatIsMadeAnewHasAnotherId() {
        var role = principal(PrincipalRef.Kind.ROLE);
        var other = principal(PrincipalRef.Kind.USER);
        var group = principal(PrincipalRef.Kind.GROUP);
        var ids = details().ids();
        assertThat(ids.get(role)).isNotBlank();
        assertThat(Set.of(ids.get(role), ids.get(other), ids.get(group))).hasSize(3);

        seed().remakeRole(role.path(), role.name(), access().callerIdentity().accountId());

        assertThat(details().ids().get(role)).isNotBlank().isNotEqualTo(ids.get(role));
        assertThat(details().ids().get(other)).isEqualTo(ids.get(other));
    }

    @Test
    void attachesTwiceLikeOnce() {
        var arn = created();
        var role = principal(PrincipalRef.Kind.ROLE);

        iam().attachPolicy(arn, role);
        iam().attachPolicy(arn, role);

        assertThat(entities(arn)).containsExactly(role.identity());
    }

    @Test
    void deletesAPolicy() {
        var arn = created();

        iam().deletePolicy(arn);

        assertThat(iam().getPolicy(arn)).isEmpty();
    }

    @Test
    void deletesNoPolicyThatIsAttached() {
        var arn = created();
        iam().attachPolicy(arn, principal(PrincipalRef.Kind.ROLE));

        assertFails(Kind.CONFLICT, () -> iam().deletePolicy(arn));
    }

    @Test
    void deletesNoPolicyThatHasOldVersions() {
        var arn = created();
        iam().createPolicyVersion(arn, document("more"));

        assertFails(Kind.CONFLICT, () -> iam().deletePolicy(arn));
    }

    @Test
    void tellsWhatIsNotThere() {
        var arn = created();
        var nobody = new PrincipalRef(PrincipalRef.Kind.ROLE, "/", "nobody");

        assertThat(iam().getPolicy(NOWHERE)).isEmpty();
        assertFails(Kind.NOT_FOUND, () -> iam().getPolicyVersion(NOWHERE, "v1"));
        assertFails(Kind.NOT_FOUND, () -> iam().getPolicyVersion(arn, "v7"));
        assertFails(Kind.NOT_FOUND, () -> iam().listPolicyVersions(NOWHERE));
        assertFails(Kind.NOT_FOUND, () -> iam().createPolicyVersion(NOWHERE, document("orders")));
        assertFails(Kind.NOT_FOUND, () -> iam().deletePolicyVersion(arn, "v7"));
        assertFails(Kind.NOT_FOUND, () -> iam().deletePolicy(NOWHERE));
        assertFails(Kind.NOT_FOUND, () -> iam().attachPolicy(arn, nobody));
        assertFails(Kind.NOT_FOUND, () -> iam().attachPolicy(NOWHERE, principal(PrincipalRef.Kind.ROLE)));
        assertFails(Kind.NOT_FOUND, () -> iam().detachPolicy(arn, principal(PrincipalRef.Kind.USER)));
    }

    @Test
    void tellsWhenThereIsNoPolicyToBeAttached() {
        assertFails(Kind.NOT_FOUND, () -> iam().listEntitiesForPolicy(NOWHERE, null));
    }

    @Test
    void listsWhatDecidesAboutAPrincipal() {
        var bound = iam().createPolicy(policy(unique("bound"), document("bound")), Map.of());
        var held = iam().createPolicy(policy(unique("held"), document("held")), Map.of());
        var name = unique("alice");
        var team = unique("team");
        seed().group("/", team);
        seed().user("/apps/", name);
        seed().hold(name, team, PolicyWriter.write(document("inline +%20")), bound.arn());
        var user = new PrincipalRef(PrincipalRef.Kind.USER, "/apps/", name);
        iam().attachPolicy(held.arn(), user);

        var details = details();

        var holder = details.holders().stream()
                .filter(one -> one.principal().equals(user))
                .findFirst()
                .orElseThrow();
        assertThat(holder.inline()).containsOnlyKeys("own");
        assertThat(PolicyReader.read(holder.inline().getOrDefault("own", ""))).isEqualTo(document("inline +%20"));
        assertThat(holder.groups()).containsExactly(team);
        assertThat(holder.boundary()).contains(bound.arn());
        assertThat(PolicyReader.read(details.documents().getOrDefault(held.arn(), "")))
                .isEqualTo(document("held"));
        assertThat(PolicyReader.read(iam().getPolicyText(held.arn(), "v1"))).isEqualTo(document("held"));
    }

    /** All pages of the account in one. */
    private AccountDetails details() {
        var policies = new ArrayList<ExistingPolicy>();
        var attachments = new java.util.HashMap<PrincipalRef, Set<String>>();
        var ids = new java.util.HashMap<PrincipalRef, String>();
        var holders = new ArrayList<IamPort.Holder>();
        var documents = new java.util.HashMap<String, String>();
        @Nullable String marker = null;
        do {
            var page = iam().accountDetails(marker);
            policies.addAll(page.policies());
            attachments.putAll(page.attachments());
            ids.putAll(page.ids());
            holders.addAll(page.holders());
            documents.putAll(page.documents());
            marker = page.next();
        } while (marker != null);
        return new AccountDetails(policies, attachments, ids, holders, documents, null);
    }

    private List<String> entities(String arn) {
        return all(marker -> iam().listEntitiesForPolicy(arn, marker)).stream()
                .map(PrincipalRef::identity)
                .toList();
    }

    private String created() {
        return iam().createPolicy(policy(unique("policy"), document("orders")), Map.of())
                .arn();
    }

    private PrincipalRef principal(PrincipalRef.Kind kind) {
        var principal = new PrincipalRef(kind, "/apps/", unique(kind.word()));
        switch (kind) {
            case ROLE ->
                seed().role(
                                principal.path(),
                                principal.name(),
                                access().callerIdentity().accountId());
            case USER -> seed().user(principal.path(), principal.name());
            case GROUP -> seed().group(principal.path(), principal.name());
        }
        return principal;
    }

    private static ManagedPolicy policy(String name, PolicyDocument document) {
        return new ManagedPolicy(PATH, name, "described", document, new TreeSet<>());
    }

    private IamPort iam() {
        return access().iam();
    }
}
