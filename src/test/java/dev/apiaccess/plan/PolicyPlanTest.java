// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.testing.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What exactly is planned for the policy of a principal, field by field. */
class PolicyPlanTest {

    private static final Desired.Policy WANTED = Samples.policy("/orders", "/orders/{id}");
    private static final Desired ABSENT = Samples.absent(Samples.policyUnit());
    private static final String WEB = "role/apps/web";

    @Test
    void aPolicyThatIsNotThereIsCreatedAndThenAttached() {
        assertThat(Lines.of(WANTED, new Observed.Policy(Optional.empty()))).isEqualTo("""
                do: create policy %s
                do: attach it to role/apps/web
                differs: policy: not there (want %s)""".formatted(
                WANTED.policy().path() + WANTED.policy().name(), WANTED.policy().name()));
        assertThat(Planner.plan(WANTED, new Observed.Policy(Optional.empty())).changes())
                .first()
                .isEqualTo(
                        new PolicyChange.CreatePolicy(WANTED.policy().withAttachedTo(new TreeSet<>()), WANTED.tags()));
    }

    @Test
    void aPolicyAsItShallBeIsLeftAlone() {
        assertThat(Lines.of(WANTED, found(WANTED.policy().document(), List.of("v3"), WEB)))
                .isEmpty();
    }

    @Test
    void anotherPathOfTheRoleIsTheSameAttachment() {
        assertThat(Lines.of(WANTED, found(WANTED.policy().document(), List.of("v1"), "role/moved/WEB")))
                .isEmpty();
    }

    @Test
    void anotherDocumentBecomesTheNextDefaultVersionAndNoOtherIsKept() {
        var edited = PolicyDocument.of(
                Samples.allow("aaorders", "/orders"),
                Samples.allow("aaordersid", "/other"),
                Samples.statement("byhand", Effect.DENY, "/orders"));

        assertThat(Lines.of(WANTED, found(edited, List.of("v3", "v1", "v2"), WEB)))
                .isEqualTo("""
                do: new default version of it !revokes
                do: delete version v1 of it
                do: delete version v2 of it
                do: delete version v3 of it
                differs: defaultVersion: v3 (want a version with the declared statements)
                differs: statement[aaordersid]: Allow a1b2c3/prod/GET/other (want Allow a1b2c3/prod/GET/orders/*) @aaordersid
                differs: statement[byhand]: Deny a1b2c3/prod/GET/orders (want not there) @byhand""");
    }

    @Test
    void aMissingStatementIsToldWithItsOwner() {
        var half = PolicyDocument.of(Samples.allow("aaorders", "/orders"));

        assertThat(Lines.of(WANTED, found(half, List.of("v1"), WEB))).isEqualTo("""
                do: new default version of it
                do: delete version v1 of it
                differs: defaultVersion: v1 (want a version with the declared statements)
                differs: statement[aaordersid]: not there (want Allow a1b2c3/prod/GET/orders/*) @aaordersid""");
    }

    @Test
    void aStatementWithoutSidBelongsToNobody() {
        var more = PolicyDocument.of(
                Samples.allow("aaorders", "/orders"),
                Samples.allow("aaordersid", "/orders/{id}"),
                Samples.allow("x", "/more").withSid(null));

        assertThat(Lines.of(WANTED, found(more, List.of("v1"), WEB))).isEqualTo("""
                do: new default version of it !revokes
                do: delete version v1 of it
                differs: defaultVersion: v1 (want a version with the declared statements)
                differs: statement[(no Sid)]: Allow a1b2c3/prod/GET/more (want not there)""");
    }

    @Test
    void theOldestOfFiveVersionsGoesBeforeTheNextIsMade() {
        var edited = PolicyDocument.of(Samples.allow("aaorders", "/orders"));

        assertThat(Lines.of(WANTED, found(edited, List.of("v7", "v3", "v4", "v5", "v6"), WEB)))
                .startsWith("""
                do: delete version v3 of it
                do: new default version of it
                do: delete version v4 of it
                do: delete version v5 of it
                do: delete version v6 of it
                do: delete version v7 of it
                differs: defaultVersion: v7""");
    }

    @Test
    void anOlderVersionMadeDefaultByHandIsAnotherDocument() {
        var older = PolicyDocument.of(Samples.allow("aaorders", "/orders"));

        assertThat(Lines.of(WANTED, found(older, List.of("v1", "v2"), WEB))).startsWith("""
                do: new default version of it
                do: delete version v2 of it
                do: delete version v1 of it
                differs: defaultVersion: v1""");
    }

    @Test
    void olderVersionsGoWithoutADifference() {
        var leftovers = found(WANTED.policy().document(), List.of("v4", "v1", "v2", "v3"), WEB);

        assertThat(Lines.of(WANTED, leftovers)).isEqualTo("""
                do: delete version v1 of it
                do: delete version v2 of it
                do: delete version v3 of it""");
        assertThat(Planner.plan(WANTED, leftovers).changes()).allMatch(Change::isHousekeeping);
    }

    @Test
    void aNewerVersionThanTheDefaultIsSomebodyElses() {
        assertThat(Lines.of(WANTED, found(WANTED.policy().document(), List.of("v9", "v8", "v10"), WEB)))
                .isEqualTo("""
                do: delete version v8 of it
                do: delete version v10 of it
                differs: version[v10]: there (want gone)""");
    }

    @Test
    void noOtherVersionIsLeftWhenItIsAttached() {
        assertThat(Lines.of(WANTED, found(WANTED.policy().document(), List.of("v2", "v1"))))
                .isEqualTo("""
                do: delete version v1 of it
                do: attach it to role/apps/web
                differs: attachment[role/apps/web]: detached (want attached)""");
        assertThat(Planner.plan(WANTED, found(WANTED.policy().document(), List.of("v2", "v1")))
                        .changes())
                .noneMatch(Change::isHousekeeping);
    }

    @Test
    void whatNothingProvesToBeOursIsLeftAlone() {
        var planted = new Observed.Policy(
                Optional.empty(),
                found(WANTED.policy().document(), List.of("v1"), WEB).existing().stream()
                        .toList());

        assertThat(Planner.plan(WANTED, planted).changes()).isEmpty();
        assertThat(Lines.of(WANTED, planted))
                .isEqualTo("differs: policy: " + WANTED.arn() + " (want one that is ours)");
        assertThat(Lines.of(ABSENT, planted)).isEmpty();
    }

    @Test
    void aVersionThatSomebodyDeletedIsNotMissed() {
        assertThat(Lines.of(WANTED, found(WANTED.policy().document(), List.of("v4"), WEB)))
                .isEmpty();
    }

    @Test
    void aDetachedPolicyIsAttachedAgain() {
        assertThat(Lines.of(WANTED, found(WANTED.policy().document(), List.of("v1"))))
                .isEqualTo("""
                do: attach it to role/apps/web
                differs: attachment[role/apps/web]: detached (want attached)""");
    }

    @Test
    void attachmentsOfOthersAreNoDifference() {
        assertThat(Lines.of(WANTED, found(WANTED.policy().document(), List.of("v1"), WEB, "user/web", "group/devs")))
                .isEmpty();
    }

    @Test
    void aDocumentThatCannotBeReadStopsEverything() {
        assertThat(Lines.of(WANTED, found(null, List.of("v5", "v1", "v2", "v3", "v4"))))
                .isEqualTo("differs: document: cannot be read (want readable)");
    }

    @Test
    void nobodyWantsIt() {
        assertThat(Lines.of(ABSENT, found(WANTED.policy().document(), List.of("v3", "v1", "v2"), "role/moved/WEB")))
                .isEqualTo("""
                do: detach it from role/moved/WEB !revokes
                do: delete version v1 of it
                do: delete version v2 of it
                do: delete policy it !revokes
                differs: policy: there (want gone)""");
        assertThat(Lines.of(ABSENT, new Observed.Policy(Optional.empty()))).isEmpty();
    }

    @Test
    void nobodyWantsItButStrangersAreAttached() {
        assertThat(Lines.of(ABSENT, found(WANTED.policy().document(), List.of("v1"), WEB, "user/web")))
                .isEqualTo("""
                do: detach it from role/apps/web !revokes
                do: delete policy it !revokes
                differs: policy: there (want gone)""");
    }

    @Test
    void nothingIsPlannedWhileItCannotBeSaidWhatIsWanted() {
        var undecided = new Desired.Undecided(Samples.policyUnit(), "not synced");

        assertThat(Planner.plan(undecided, found(null, List.of("v1"), WEB))).isEqualTo(Plan.NOTHING);
    }

    @Test
    void whatIsOfAnotherKindCannotBePlanned() {
        assertThatThrownBy(() -> Planner.plan(WANTED, new Observed.Plan(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy of shop for role/apps/web");
    }

    /** @param versions the default first, then the others from the oldest */
    private static Observed.Policy found(
            @Nullable PolicyDocument document, List<String> versions, String... attachedTo) {
        var attached = new TreeSet<PrincipalRef>();
        Arrays.stream(attachedTo).map(PrincipalRef::parse).forEach(attached::add);
        var wanted = WANTED.policy();
        return new Observed.Policy(Optional.of(new ExistingPolicy(
                WANTED.arn(),
                "ANPA1",
                versions.getFirst(),
                versions.subList(1, versions.size()),
                new dev.apiaccess.model.ManagedPolicy(
                        wanted.path(), wanted.name(), wanted.description(), document, attached))));
    }
}
