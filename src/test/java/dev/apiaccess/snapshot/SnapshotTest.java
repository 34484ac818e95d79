// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Correcting;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.Observed;
import dev.apiaccess.status.ShownPolicies;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.world.IamSlice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one pass sees: each thing once, and another pass sees it anew. */
class SnapshotTest {

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void onePassSeesOneState() {
        var snapshot = paper.snapshot();
        assertThat(snapshot.intent(paper.policy("a"))).isInstanceOf(Verdict.Wanted.class);
        assertThat(snapshot.view(Paper.POLICY)).isEqualTo(paper.world().view(Paper.POLICY));
        var before = snapshot.view(Paper.POLICY);

        paper.holds(List.<Statement>of());

        assertThat(snapshot.view(Paper.POLICY)).isSameAs(before);
        assertThat(paper.snapshot().view(Paper.POLICY)).isNotEqualTo(before);
    }

    @Test
    void whatManyShareIsWorkedOutOnceInAPass() {
        var snapshot = paper.snapshot();
        var found = new Observed.Policy(Optional.empty());

        var assembled = paper.desired().policy(Paper.POLICY, found, Correcting.ALL, null, snapshot);

        assertThat(paper.desired().policy(Paper.POLICY, found, Correcting.ALL, null, snapshot))
                .isSameAs(assembled);
        assertThat(ShownPolicies.of(paper.desired(), Paper.POLICY, found, null, snapshot))
                .isSameAs(ShownPolicies.of(paper.desired(), Paper.POLICY, found, null, snapshot));
        assertThat(paper.desired().policy(Paper.POLICY, found, Correcting.ALL, null, paper.snapshot()))
                .isNotSameAs(assembled)
                .isEqualTo(assembled);
    }

    /** Of hundreds of accounts each namespace would have its own otherwise, in each pass of each account's sweep. */
    @Test
    void whatIsKnownOfAnAccountIsOneForAllNamespaces() {
        var snapshot = paper.snapshot();

        var here = Objects.requireNonNull(snapshot.around("shop").accounts().get(FakeAws.ACCOUNT));
        var there = Objects.requireNonNull(snapshot.around("other").accounts().get(FakeAws.ACCOUNT));

        assertThat(there.regions()).isSameAs(here.regions()).isNotEmpty();
        assertThat(there.slots()).as("whose policy is carried is not").isNotSameAs(here.slots());
        assertThat(snapshot.around("shop").accounts().get("999999999999")).isNull();
    }

    @Test
    void anAnswerIsRememberedAsLongAsNothingThatItDependsOnChanges() {
        versioned("1");
        var first = intent();

        assertThat(intent()).as("nothing changed").isSameAs(first);
        paper.claimedBy(Paper.FINGERPRINT);
        assertThat(intent()).as("IAM was listed again").isNotSameAs(first).isEqualTo(first);
        var second = intent();
        paper.stages("prod", "test");
        assertThat(intent()).as("API Gateway was listed again").isNotSameAs(second);
        versioned("2");
        var third = intent();
        assertThat(third).as("another version of the object").isNotSameAs(second);
        paper.holds(List.<Statement>of());
        assertThat(intent()).as("the principal carries the policy now").isNotSameAs(third);
    }

    /** With hundreds of accounts, one is listed at any moment. */
    @Test
    void anAnswerOutlivesTheListingsOfOtherAccounts() {
        var other = "{other: {kind: AwsConnection, metadata: {name: other},"
                + " spec: {accountId: '444455556666', regions: [eu-central-1], tenants: []}}}";
        paper.change(other, versions("1"));
        var first = intent();

        paper.world()
                .publish(new IamSlice(
                        "444455556666",
                        Paper.NOW,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        AccountQuotas.DEFAULT,
                        Optional.empty()));

        assertThat(intent()).isSameAs(first);
        paper.claimedBy(Paper.FINGERPRINT);
        assertThat(intent()).as("its own was listed again").isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void anAnswerThatCountedTheNeighboursIsGivenAnew() {
        var limits = "connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}},"
                + " apis: [{restApiName: '*'}], principals: ['role/apps/*'], may: [Grant], limits: {objects: 2}}]}}";
        paper.change(limits, versions("1"));
        var first = intent();

        assertThat(intent()).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void anObjectWithoutAVersionIsRememberedByNobody() {
        var first = intent();

        assertThat(intent()).isNotSameAs(first).isEqualTo(first);
    }

    private Verdict<AccessIntent> intent() {
        return paper.snapshot().intent(paper.policy("a"));
    }

    private void versioned(String version) {
        paper.change(versions(version));
    }

    private static String versions(String version) {
        return "{a: {metadata: {uid: u-a, resourceVersion: '" + version + "'}}}";
    }
}
