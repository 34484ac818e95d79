// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Names fit into AWS, and marks lead back to what they were made from, also at the longest. */
class NamingTest {

    private static final String ACCOUNT = "111122223333";
    private static final String REGION = "eu-central-1";
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_DESCRIPTION = 1000;

    @Property
    void aPolicyIsFoundAgainByItsDescription(
            @ForAll("clusterIds") String clusterId,
            @ForAll("labels") String namespace,
            @ForAll("principals") PrincipalRef principal) {
        var naming = new Naming(clusterId);

        var name = naming.policyName(namespace, principal);
        var description = naming.policyDescription(namespace, principal);

        fits(name);
        assertThat(description).hasSizeLessThanOrEqualTo(LONGEST_DESCRIPTION);
        assertThat(naming.policyUnit(ACCOUNT, description))
                .as(description)
                .contains(new UnitKey.PolicyUnit(ACCOUNT, namespace, principal));
    }

    @Property
    void aPlanIsFoundAgainByItsDescription(
            @ForAll("clusterIds") String clusterId,
            @ForAll("labels") String namespace,
            @ForAll("objectNames") String object) {
        var naming = new Naming(clusterId);
        var plan = new UsagePlan(
                naming.planName(namespace, object),
                naming.objectDescription(namespace, object),
                null,
                null,
                new TreeMap<>());

        fits(plan.name());
        assertThat(naming.planUnit(ACCOUNT, REGION, plan))
                .as(plan.description())
                .contains(new UnitKey.UsagePlanUnit(ACCOUNT, REGION, namespace, object));
    }

    @Property
    void aKeyIsFoundAgainWithItsRevision(
            @ForAll("clusterIds") String clusterId,
            @ForAll("labels") String namespace,
            @ForAll("objectNames") String object,
            @ForAll("revisions") int revision) {
        var naming = new Naming(clusterId);
        var key = new ApiKey(
                naming.keyName(namespace, object, revision),
                naming.objectDescription(namespace, object),
                true,
                new TreeSet<>());

        fits(key.name());
        assertThat(naming.keyUnit(ACCOUNT, REGION, key))
                .as(key.description())
                .contains(new UnitKey.ApiKeyUnit(ACCOUNT, REGION, namespace, object));
        assertThat(naming.keyRevision(namespace, object, key.name()))
                .as(key.name())
                .contains(revision);
    }

    @Property
    void anotherClusterDoesNotTakeItForItsOwn(
            @ForAll("clusterIds") String clusterId,
            @ForAll("clusterIds") String other,
            @ForAll("labels") String namespace,
            @ForAll("principals") PrincipalRef principal) {
        var ours = new Naming(clusterId);
        var theirs = new Naming(other);
        var description = ours.policyDescription(namespace, principal);

        assertThat(theirs.policyUnit(ACCOUNT, description).isPresent())
                .as("%s reads %s", other, description)
                .isEqualTo(clusterId.equals(other));
        assertThat(theirs.policyName(namespace, principal).equals(ours.policyName(namespace, principal)))
                .isEqualTo(clusterId.equals(other));
        assertThat(theirs.claimFingerprint(ours.claimDescription("f-1")).isPresent())
                .isEqualTo(clusterId.equals(other));
    }

    @Property
    void aDeploymentIsOursByItsDescriptionAlone(
            @ForAll("clusterIds") String clusterId, @ForAll("clusterIds") String other, @ForAll("labels") String text) {
        var digest = Digest.of(16, text);
        var description = new Naming(clusterId).deploymentDescription(digest);

        assertThat(new Naming(clusterId).deployedDigest(description)).contains(digest);
        assertThat(new Naming(other).deployedDigest(description).isPresent()).isEqualTo(clusterId.equals(other));
        assertThat(new Naming(clusterId).deployedDigest(description + " by hand"))
                .isEmpty();
        assertThat(new Naming(clusterId).deployedDigest(text)).isEmpty();
    }

    /** Roles of one name cannot exist twice in IAM, whatever their paths and letter case. */
    @Property
    void thePolicyOfAPrincipalHasOneNameHoweverThePrincipalIsWritten(
            @ForAll("labels") String namespace, @ForAll("principals") PrincipalRef principal) {
        var naming = new Naming("c1");
        var shouted = new PrincipalRef(principal.kind(), "/", principal.name().toUpperCase(Locale.ROOT));

        assertThat(naming.policyName(namespace, shouted)).isEqualTo(naming.policyName(namespace, principal));
    }

    @Property
    void differentThingsHaveDifferentNames(
            @ForAll("labels") String namespace, @ForAll("labels") String other, @ForAll("objectNames") String object) {
        var naming = new Naming("c1");

        assertThat(naming.planName(namespace, object).equals(naming.planName(other, object)))
                .isEqualTo(namespace.equals(other));
        assertThat(naming.planName(namespace, object) + "-r1").isNotEqualTo(naming.keyName(namespace, object, 1));
    }

    @Example
    void whereNamespaceEndsAndNameBeginsCounts() {
        var naming = new Naming("c1");

        assertThat(naming.planName("a-b", "c")).isNotEqualTo(naming.planName("a", "b-c"));
    }

    @Example
    void whatIsNotOursIsNotRead() {
        var naming = new Naming("c1");

        assertThat(naming.policyUnit(ACCOUNT, "")).isEmpty();
        assertThat(naming.policyUnit(ACCOUNT, "apiaccess c1 shop policy/web")).isEmpty();
        assertThat(naming.policyUnit(ACCOUNT, "apiaccess c1 shop role/web and more"))
                .isEmpty();
        assertThat(naming.keyRevision("shop", "app", "app-r1")).isEmpty();
        assertThat(naming.keyRevision("shop", "app", naming.keyName("shop", "app", 1) + "0x"))
                .isEmpty();
        assertThat(naming.keyRevision("shop", "app", naming.keyName("shop", "other", 1)))
                .isEmpty();
    }

    private static void fits(String name) {
        assertThat(name).hasSizeLessThanOrEqualTo(LONGEST_NAME).matches("[a-z0-9-]+");
    }

    @Provide
    Arbitrary<String> clusterIds() {
        return label(32);
    }

    @Provide
    Arbitrary<String> labels() {
        return label(63);
    }

    @Provide
    Arbitrary<String> objectNames() {
        var dotted = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0123456789-.")
                .ofMinLength(1)
                .ofMaxLength(251)
                .map(text -> "a" + text + "z");
        return Arbitraries.oneOf(label(63), dotted, dotted.map(text -> longest(text, 253)));
    }

    @Provide
    Arbitrary<Integer> revisions() {
        return Arbitraries.integers().between(1, 999_999_999);
    }

    /** Paths have up to 512 characters, role names 64, names of users and groups 128. */
    @Provide
    Arbitrary<PrincipalRef> principals() {
        var names = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withChars("0123456789+=,.@_-")
                .ofMinLength(1)
                .ofMaxLength(64);
        var longer = names.map(name -> longest(name, 128));
        var paths = Arbitraries.of("/", "/apps/", "/service-role/x.y/", "/" + "p".repeat(510) + "/");
        return Arbitraries.oneOf(
                Combinators.combine(names, paths)
                        .as((name, path) -> new PrincipalRef(PrincipalRef.Kind.ROLE, path, name)),
                Combinators.combine(names.map(name -> longest(name, 64)), paths)
                        .as((name, path) -> new PrincipalRef(PrincipalRef.Kind.ROLE, path, name)),
                Combinators.combine(longer, paths)
                        .as((name, path) -> new PrincipalRef(PrincipalRef.Kind.USER, path, name)),
                Combinators.combine(longer, paths)
                        .as((name, path) -> new PrincipalRef(PrincipalRef.Kind.GROUP, path, name)));
    }

    private static Arbitrary<String> label(int length) {
        var labels = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0123456789-")
                .ofMaxLength(length - 2)
                .map(text -> "a" + text + "z");
        return Arbitraries.oneOf(labels, labels.map(text -> longest(text, length)));
    }

    private static String longest(String text, int length) {
        return text + "x".repeat(length - text.length());
    }

    @Example
    void aPlanIsFoundByTheTagsOfItsTierAndNoOther() {
        var naming = new Naming("c1");
        var tags = naming.tags(new OwnerRef("ApiRateLimit", "shop", "gold.v2"), "uid-1");

        assertThat(naming.planUnit("111122223333", "eu-west-1", tags))
                .contains(new UnitKey.UsagePlanUnit("111122223333", "eu-west-1", "shop", "gold.v2"));
        assertThat(new Naming("c2").planUnit("111122223333", "eu-west-1", tags))
                .as("another cluster's")
                .isEmpty();
        assertThat(naming.planUnit(
                        "111122223333", "eu-west-1", naming.tags(new OwnerRef("ApiKeyGrant", "shop", "gold"), "")))
                .isEmpty();
        for (var owner : List.of("", "ApiRateLimit/", "ApiRateLimit/shop", "ApiRateLimit/shop/gold/x", "shop/gold")) {
            assertThat(naming.planUnit(
                            "111122223333", "eu-west-1", Map.of(Naming.TAG_CLUSTER, "c1", Naming.TAG_OWNER, owner)))
                    .as(owner)
                    .isEmpty();
        }
    }

    @Example
    void anAlarmIsNamedForItsObjectAndStageWhateverTheirLength() {
        var naming = new Naming("c".repeat(32));
        var longest = naming.alarmName("n".repeat(63), "o".repeat(253), "a".repeat(63), "S".repeat(128));

        assertThat(longest)
                .hasSizeLessThanOrEqualTo(255)
                .startsWith(naming.alarmPrefix("n".repeat(63), "o".repeat(253)));
        assertThat(new Naming("c").alarmName("orders", "o", "refusals", "prod"))
                .startsWith("apiaccess/c/orders-o-")
                .contains("/refusals-prod-")
                .isNotEqualTo(new Naming("c").alarmName("orders", "o", "refusals-prod", ""))
                .isNotEqualTo(new Naming("c").alarmName("orders", "o", "refusals", "Prod"));
        assertThat(new Naming("c").alarmPrefix("a-b", "c")).isNotEqualTo(new Naming("c").alarmPrefix("a", "b-c"));
    }
}
