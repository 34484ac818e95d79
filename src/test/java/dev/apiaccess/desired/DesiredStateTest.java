// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static dev.apiaccess.testing.Paper.CLAIM;
import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static dev.apiaccess.testing.Paper.POLICY;
import static dev.apiaccess.testing.Paper.UNITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.Paper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing is planned from half a picture: an absent object in half a cache would be a revocation. */
class DesiredStateTest {

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void withTheWholePictureEveryUnitIsDecided() {
        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Plan.class);
        assertThat(paper.of(KEY))
                .isInstanceOfSatisfying(
                        Desired.Key.class,
                        key -> assertThat(key.newest().key().planIds()).containsExactly("p-gold"));
        assertThat(paper.of(CLAIM)).isInstanceOf(Desired.Policy.class);
    }

    @Test
    void nothingIsPlannedFromHalfACache() {
        paper.store().completeIs(false);

        UNITS.forEach(unit -> undecided(unit, "the cluster is still being read"));
    }

    /** The case that has to be avoided: AWS holds what two objects want, and the cache has listed one of them so far. */
    @Test
    void anObjectThatIsNotInTheCacheYetIsNotRevoked() {
        paper.holds(Paper.statements((Desired.Policy) paper.of(POLICY)));
        paper.store().completeIs(false);
        paper.change("b: null");

        undecided(POLICY, "the cluster is still being read");

        paper.change("{}");
        paper.store().completeIs(true);
        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
    }

    @Test
    void onceTheCacheIsCompleteAnObjectThatIsNotThereIsGone() {
        paper.holds(Paper.statements((Desired.Policy) paper.of(POLICY)));
        paper.change("b: null");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a");

        paper.change("{a: null, b: null}");
        assertThat(paper.of(POLICY)).isInstanceOf(Desired.Absent.class);
    }

    @Test
    void plansAndKeysThatNobodyWantsAreLeftAlone() {
        paper.change("{gold: null, app: null}");

        undecided(PLAN, "no object wants it: it is reported, not deleted");
        undecided(KEY, "no object wants it: it is reported, not deleted");
    }

    @Test
    void aClusterThatDoesNotKnowItselfWritesNothing() {
        paper.store().fingerprintIsUnknown();

        UNITS.forEach(unit -> undecided(unit, "the cluster's fingerprint is not known"));
    }

    @Test
    void anAccountThatIsNotClaimedGetsTheClaimAndNothingElse() {
        paper.unclaimed();

        undecided(POLICY, "account 111122223333 is not claimed by this cluster");
        undecided(PLAN, "account 111122223333 is not claimed by this cluster");
        undecided(KEY, "account 111122223333 is not claimed by this cluster");
        assertThat(paper.of(CLAIM))
                .isInstanceOfSatisfying(
                        Desired.Policy.class,
                        marker -> assertThat(marker.policy().description())
                                .isEqualTo("apiaccess c1 claimed by cluster " + Paper.FINGERPRINT));
    }

    @Test
    void anAccountThatAnotherClusterClaimedGetsNothing() {
        paper.claimedBy("uid-of-another-cluster");

        undecided(POLICY, "account 111122223333 is not claimed by this cluster");
        undecided(PLAN, "account 111122223333 is not claimed by this cluster");
        undecided(KEY, "account 111122223333 is not claimed by this cluster");
        undecided(CLAIM, "another cluster uses the cluster id");
    }

    @Test
    void takingOverBeginsWithTheRemovalOfTheOtherClaim() {
        paper.claimedBy("uid-of-another-cluster");
        paper.change("connection: {metadata: {annotations: {apiaccess.dev/take-over: 'true'}}}");

        assertThat(paper.of(CLAIM)).isInstanceOf(Desired.Absent.class);
        undecided(POLICY, "account 111122223333 is not claimed by this cluster");
    }

    @Test
    void anAccountThatWasNeverListedIsNotAnEmptyOne() {
        paper.forgotten();

        undecided(POLICY, "account 111122223333 is not claimed by this cluster");
        undecided(PLAN, "account 111122223333 is not claimed by this cluster");
        undecided(KEY, "account 111122223333 is not claimed by this cluster");
        undecided(CLAIM, "account 111122223333 is being read for the first time");
    }

    @Test
    void aRegionThatWasNeverListedIsNotAnEmptyOne() {
        paper.forgotten();
        paper.claimedBy(Paper.FINGERPRINT);

        undecided(PLAN, "account 111122223333 is being read for the first time");
        undecided(KEY, "account 111122223333 is being read for the first time");
    }

    @Test
    void theClaimGoesWithTheLastConnection() {
        paper.change("connection: null");

        assertThat(paper.of(CLAIM)).isInstanceOf(Desired.Absent.class);

        paper.claimedBy("uid-of-another-cluster");
        undecided(CLAIM, "the claim is not ours");
    }

    private void undecided(UnitKey unit, String why) {
        assertThat(paper.of(unit)).isEqualTo(new Desired.Undecided(unit, why));
    }
}
