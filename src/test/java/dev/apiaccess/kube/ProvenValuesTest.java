// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.kube.ProvenValues.Version;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.junit.jupiter.api.Test;

class ProvenValuesTest {

    private static final String OWN = "shop/app-apiaccess";

    private final ProvenValues proven = new ProvenValues();

    private static Secret at(String version) {
        return new SecretBuilder()
                .withNewMetadata()
                .withUid("u-1")
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }

    private static Version version(String number) {
        return new Version("u-1", number);
    }

    @Test
    void whatWeMadeStaysSoWhileOnlyWeWrite() {
        proven.wrote(OWN, null, at("1"));
        proven.made(OWN, 1);
        proven.wrote(OWN, at("1"), at("2"));

        assertThat(proven.isMade(OWN, version("2"), 1)).isTrue();
        assertThat(proven.isMade(OWN, version("1"), 1))
                .as("a version that is over")
                .isFalse();
        assertThat(proven.isMade(OWN, version("2"), 2)).isFalse();
    }

    @Test
    void nothingIsKnownOfASecretThatSomebodyElseChanged() {
        proven.wrote(OWN, null, at("1"));
        proven.made(OWN, 1);

        assertThat(proven.isMade(OWN, version("7"), 1)).as("their version").isFalse();

        proven.wrote(OWN, at("7"), at("8"));
        assertThat(proven.isMade(OWN, version("8"), 1)).as("ours over theirs").isFalse();
        assertThat(proven.mayBeMade(OWN, 1)).isFalse();
    }

    @Test
    void aSecretThatWasMadeAnewIsAnother() {
        proven.wrote(OWN, null, at("1"));
        proven.made(OWN, 1);

        assertThat(proven.isMade(OWN, new Version("u-2", "1"), 1)).isFalse();
    }

    /** Its consumer may go on with it elsewhere. */
    @Test
    void aValueThatAKeyHasIsNotFreshAnyMore() {
        proven.wrote(OWN, null, at("1"));
        proven.made(OWN, 1);
        proven.read(OWN, version("1"));
        proven.created(OWN, 1, "k1");

        assertThat(proven.isMade(OWN, version("1"), 1)).isFalse();
        assertThat(proven.isKnown(OWN, version("1"), 1, "k1")).isTrue();
        assertThat(proven.isKnown(OWN, version("1"), 1, "k2")).isFalse();
        assertThat(proven.isProven(OWN, version("1"), 1)).isTrue();
    }

    @Test
    void aMarkThatWeWroteDuringTheCallTakesNothingAway() {
        proven.wrote(OWN, null, at("1"));
        proven.read(OWN, version("1"));
        proven.wrote(OWN, at("1"), at("2"));
        proven.created(OWN, 1, "k1");

        assertThat(proven.isKnown(OWN, version("2"), 1, "k1")).isTrue();
    }

    @Test
    void whatWasReadBeforeSomebodyElseChangedItSaysNothingOfTheirs() {
        proven.wrote(OWN, null, at("1"));
        proven.read(OWN, version("1"));
        proven.wrote(OWN, at("5"), at("6"));
        proven.created(OWN, 1, "k1");

        assertThat(proven.isKnown(OWN, version("6"), 1, "k1")).isFalse();
    }

    @Test
    void whatAwsShowsDecides() {
        proven.compared(OWN, version("3"), 1, "k1", false);
        assertThat(proven.differs(OWN, version("3"), 1)).isTrue();
        assertThat(proven.isKnown(OWN, version("3"), 1, "k1")).isFalse();

        proven.compared(OWN, version("3"), 1, "k1", true);
        assertThat(proven.differs(OWN, version("3"), 1)).isFalse();
        assertThat(proven.isKnown(OWN, version("3"), 1, "k1")).isTrue();
    }

    /** A create whose answer was lost says nothing of what AWS has: the value is compared all the same. */
    @Test
    void onlyWhatAwsSaidDecides() {
        proven.wrote(OWN, null, at("1"));
        proven.made(OWN, 1);
        assertThat(proven.isDecided(OWN, version("1"), 1)).as("made here").isFalse();

        proven.compared(OWN, version("1"), 1, "k1", false);
        assertThat(proven.isDecided(OWN, version("1"), 1)).as("it differs").isTrue();
        assertThat(proven.isDecided(OWN, version("1"), 2)).as("another value").isFalse();
        assertThat(proven.isDecided(OWN, version("2"), 1)).as("another version").isFalse();

        proven.read(OWN, version("1"));
        proven.created(OWN, 2, "k2");
        assertThat(proven.isDecided(OWN, version("1"), 2))
                .as("AWS made its key")
                .isTrue();
    }
}
