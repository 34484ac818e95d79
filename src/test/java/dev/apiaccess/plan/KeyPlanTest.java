// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Proof;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What exactly is planned for an API key, field by field. */
class KeyPlanTest {

    private static final Desired.Key WANTED = Samples.key("app", true, "gold", "trial");
    private static final Desired.Key DISABLED = Samples.key("app", false, "gold");
    private static final Desired ABSENT = Samples.absent(Samples.keyUnit("app"));
    private static final String NAME = WANTED.newest().key().name();
    private static final String MARK = WANTED.newest().key().description();

    @Test
    void aKeyThatIsNotThereIsCreatedAndPutIntoItsPlans() {
        assertThat(Lines.of(WANTED, nothing())).isEqualTo("""
                do: create API key %s
                do: put API key (new) into usage plan gold
                do: put API key (new) into usage plan trial
                differs: apiKey: not there (want %s)""".formatted(NAME, NAME));
        assertThat(Planner.plan(WANTED, nothing()).changes())
                .first()
                .isEqualTo(new ApiKeyChange.CreateApiKey(
                        WANTED.newest().key(), WANTED.newest().value(), WANTED.tags()));
    }

    @Test
    void aKeyAsItShallBeIsLeftAlone() {
        assertThat(Lines.of(WANTED, found(NAME, MARK, true, "gold", "trial"))).isEmpty();
    }

    @Test
    void aKeyThatSomebodyDisabledIsEnabled() {
        assertThat(Lines.of(WANTED, found(NAME, MARK, false, "gold", "trial"))).isEqualTo("""
                do: update k1
                    replace /enabled true
                differs: enabled: false (want true)""");
    }

    @Test
    void aKeyThatShallBeDisabledIsDisabledBeforeAnythingElse() {
        assertThat(Lines.of(DISABLED, found("aa-renamed", MARK, true, "foreign")))
                .isEqualTo("""
                do: update k1
                    replace /enabled false !revokes
                do: take API key k1 out of usage plan foreign !revokes
                do: put API key k1 into usage plan gold
                do: update k1
                    replace /name %s
                differs: enabled: true (want false)
                differs: usagePlans[foreign]: in it (want not in it)
                differs: usagePlans[gold]: not in it (want in it)
                differs: name: aa-renamed (want %s)""".formatted(NAME, NAME));
    }

    @Test
    void aKeyIsNotEnabledWhileItIsInAPlanThatItShallNotBeIn() {
        assertThat(Lines.of(WANTED, found(NAME, MARK, false, "foreign", "gold")))
                .isEqualTo("""
                do: take API key k1 out of usage plan foreign !revokes
                do: update k1
                    replace /enabled true
                do: put API key k1 into usage plan trial
                differs: enabled: false (want true)
                differs: usagePlans[foreign]: in it (want not in it)
                differs: usagePlans[trial]: not in it (want in it)""");
    }

    @Test
    void aKeyOfAnotherNameIsTheRenamedOneOnlyWhenThatIsProven() {
        var renamed = existing("k1", "aa-renamed", MARK, true).withProof(Proof.UNREAD);

        assertThat(Planner.plan(Samples.key("app", true, "gold"), new Observed.Key(List.of(renamed)))
                        .changes())
                .first()
                .isInstanceOf(ApiKeyChange.CreateApiKey.class);
    }

    @Test
    void keysThatAreNotOursHaveNoPartInIt() {
        var desired = Samples.key("app", false, "gold");
        var planted = existing("k0", NAME, MARK, true, "gold").withProof(Proof.NONE);

        assertThat(Planner.plan(desired, new Observed.Key(List.of(), List.of(planted)))
                        .changes())
                .extracting(Change::operation)
                .containsExactly(Operation.CREATE_API_KEY, Operation.CREATE_USAGE_PLAN_KEY);
    }

    @Test
    void nameAndDescriptionAreOnePatch() {
        assertThat(Lines.of(WANTED, found("aa-renamed", "edited", true, "gold", "trial")))
                .isEqualTo("""
                do: update k1
                    replace /name %s
                    replace /description %s
                differs: name: aa-renamed (want %s)
                differs: description: edited (want %s)""".formatted(NAME, MARK, NAME, MARK));
    }

    @Test
    void aKeyThatSomebodyTookOutOfAPlanIsPutBack() {
        assertThat(Lines.of(WANTED, found(NAME, MARK, true, "trial"))).isEqualTo("""
                do: put API key k1 into usage plan gold
                differs: usagePlans[gold]: not in it (want in it)""");
    }

    @Test
    void aKeyInAnotherPlanOfOursIsTakenOutBeforeItIsPutElsewhere() {
        assertThat(Lines.of(WANTED, found(NAME, MARK, true, "gold", "zz-foreign")))
                .isEqualTo("""
                do: take API key k1 out of usage plan zz-foreign !revokes
                do: put API key k1 into usage plan trial
                differs: usagePlans[zz-foreign]: in it (want not in it)
                differs: usagePlans[trial]: not in it (want in it)""");
    }

    @Test
    void anotherRevisionHasAnotherValueSoItIsReplaced() {
        var earlier = Samples.NAMING.keyName(Samples.NAMESPACE, "app", 7);

        assertThat(Lines.of(DISABLED, found(earlier, MARK, true, "gold")))
                .isEqualTo("""
                do: update k1
                    replace /enabled false !revokes
                do: delete API key k1 !revokes
                do: create API key %s
                do: put API key (new) into usage plan gold
                differs: apiKey: not there (want %s)
                differs: revision: %s (want %s)""".formatted(NAME, NAME, earlier, NAME));
    }

    @Test
    void anotherRevisionBesideTheWantedOneOnlyGoes() {
        var other = Samples.NAMING.keyName(Samples.NAMESPACE, "app", 10);
        var both = new Observed.Key(
                List.of(existing("k2", NAME, MARK, true, "gold", "trial"), existing("k1", other, MARK, false, "gold")));

        assertThat(Lines.of(WANTED, both)).isEqualTo("""
                do: delete API key k1 !revokes
                differs: revision: %s (want %s)""".formatted(other, NAME));
    }

    /** A deletion may wait until something is noted, and what is wanted to be off must not wait with it. */
    @Test
    void whatIsWantedIsSwitchedOffBeforeAnOutdatedOneIsDeleted() {
        var other = Samples.NAMING.keyName(Samples.NAMESPACE, "app", 10);
        var both = new Observed.Key(List.of(
                existing("k2", NAME, MARK, true, "gold", "foreign"), existing("k1", other, MARK, true, "gold")));

        assertThat(Lines.of(DISABLED, both)).isEqualTo("""
                do: update k1
                    replace /enabled false !revokes
                do: update k2
                    replace /enabled false !revokes
                do: take API key k2 out of usage plan foreign !revokes
                do: delete API key k1 !revokes
                differs: enabled: true (want false)
                differs: usagePlans[foreign]: in it (want not in it)
                differs: revision: %s (want %s)""".formatted(other, NAME));
    }

    @Test
    void tagsThatAnImportLeftOutAreNoDifferenceAndComeLast() {
        var imported = existing("k1", NAME, MARK, true, "gold").withTags(Map.of());

        assertThat(Lines.of(WANTED, new Observed.Key(List.of(imported)))).isEqualTo("""
                do: put API key k1 into usage plan trial
                do: tag API key k1
                differs: usagePlans[trial]: not in it (want in it)""");
        assertThat(Planner.plan(WANTED, new Observed.Key(List.of(imported))).changes())
                .last()
                .matches(Change::isHousekeeping);
    }

    @Test
    void tagsThatAnImportLeftOutComeBeforeTheKeyIsSwitchedOffOrDeleted() {
        var imported = existing("k1", NAME, MARK, true, "gold").withTags(Map.of("theirs", "1"));

        assertThat(Lines.of(DISABLED, new Observed.Key(List.of(imported)))).isEqualTo("""
                do: tag API key k1 !revokes
                do: update k1
                    replace /enabled false !revokes
                differs: enabled: true (want false)""");
        assertThat(Lines.of(
                        new Desired.Absent(Samples.keyUnit("app"), "", WANTED.tags()),
                        new Observed.Key(List.of(imported))))
                .isEqualTo("""
                do: tag API key k1 !revokes
                do: update k1
                    replace /enabled false !revokes
                do: delete API key k1 !revokes
                differs: apiKey: there (want gone)""");
    }

    @Test
    void tagsThatSomebodyChangedAreADifference() {
        var changed = existing("k1", NAME, MARK, true, "gold")
                .withTags(Map.of("apiaccess.dev/managed-by", "apiaccess", "apiaccess.dev/cluster", "c1"));

        assertThat(Lines.of(Samples.key("app", true, "gold"), new Observed.Key(List.of(changed))))
                .isEqualTo("""
                do: tag API key k1
                differs: tags[apiaccess.dev/owner]: not there (want ApiKeyGrant/shop/app)""");
    }

    @Test
    void tagsThatSomebodyTookAwayInPartComeFirstToo() {
        var changed = existing("k1", NAME, MARK, true, "gold").withTags(Map.of("apiaccess.dev/cluster", "c1"));

        assertThat(Planner.plan(DISABLED, new Observed.Key(List.of(changed))).changes())
                .extracting(Change::operation)
                .containsExactly(Operation.TAG_RESOURCE, Operation.UPDATE_API_KEY);
    }

    @Test
    void nobodyWantsItSoItIsDisabledAndDeleted() {
        var two = new Observed.Key(
                List.of(existing("k2", NAME, MARK, false, "gold"), existing("k1", NAME, MARK, true, "gold")));

        assertThat(Lines.of(ABSENT, two)).isEqualTo("""
                do: update k1
                    replace /enabled false !revokes
                do: delete API key k1 !revokes
                do: delete API key k2 !revokes
                differs: apiKey: there (want gone)""");
        assertThat(Lines.of(ABSENT, nothing())).isEmpty();
    }

    @Test
    void ofKeysWithOneMarkNoneWorksWhenTheGrantIsSwitchedOff() {
        var copied = new Observed.Key(List.of(
                existing("k1", NAME, MARK, true, "gold"),
                existing("k2", NAME, MARK, false, "gold"),
                existing("k3", "copy", MARK, true)));

        assertThat(Lines.of(DISABLED, copied)).isEqualTo("""
                do: update k3
                    replace /enabled false !revokes
                do: update k1
                    replace /enabled false !revokes
                differs: enabled: true (want false)
                differs: enabled[k3]: true (want false)""");
        assertThat(Lines.of(Samples.key("app", true, "gold"), copied))
                .as("while it is on they are left alone")
                .isEmpty();
    }

    private static Observed nothing() {
        return new Observed.Key(List.of());
    }

    private static Observed found(String name, String description, boolean enabled, String... plans) {
        return new Observed.Key(List.of(existing("k1", name, description, enabled, plans)));
    }

    private static ExistingKey existing(String id, String name, String description, boolean enabled, String... plans) {
        return new ExistingKey(id, new ApiKey(name, description, enabled, new TreeSet<>(List.of(plans))))
                .withProof(Proof.OWN);
    }
}
