// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The policies of a namespace are found by an index; it must say what a look at all of them would. */
class PoliciesOfNamespaceTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private Instant now = START;
    private final InstantSource source = () -> now;
    private final World world = new World(source.withZone(ZoneOffset.UTC), source::instant, WINDOW);

    @Test
    void listedAndNotedOnesOfThisNamespaceOnly() {
        world.publish(slice(START, unit("shop", "listed"), unit("other", "listed")));
        world.note(unit("shop", "noted"), existing());
        world.note(unit("other", "noted"), existing());

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, "shop"))
                .containsExactlyInAnyOrder(unit("shop", "listed"), unit("shop", "noted"));
    }

    @Test
    void whatAWriteOfOursRemovedIsGone() {
        world.publish(slice(START, unit("shop", "listed")));
        world.note(unit("shop", "listed"), new Observed.Policy(Optional.empty()));

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, "shop")).isEmpty();
    }

    @Test
    void aLaterListingReplacesTheNote() {
        world.note(unit("shop", "noted"), existing());
        world.publish(slice(START.plus(WINDOW).plusSeconds(1)));

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, "shop")).isEmpty();

        now = START.plus(WINDOW).plusSeconds(2);
        world.note(unit("shop", "noted"), existing());

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, "shop")).containsExactly(unit("shop", "noted"));
    }

    @Test
    void anEarlyListingDoesNotReplaceTheNote() {
        world.note(unit("shop", "noted"), existing());
        world.publish(slice(START.plus(WINDOW)));

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, "shop")).containsExactly(unit("shop", "noted"));
    }

    @Test
    void aForgottenAccountHasNone() {
        world.publish(slice(START, unit("shop", "listed")));
        world.note(unit("shop", "noted"), existing());
        world.forget(FakeAws.ACCOUNT);

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, "shop")).isEmpty();
    }

    private static UnitKey.PolicyUnit unit(String namespace, String role) {
        return new UnitKey.PolicyUnit(FakeAws.ACCOUNT, namespace, PrincipalRef.parse("role/" + role));
    }

    private static Observed.Policy existing() {
        return new Observed.Policy(Optional.of(policy()));
    }

    private static ExistingPolicy policy() {
        return new ExistingPolicy(
                Samples.policyArn(),
                "ANPA1",
                "v1",
                List.of(),
                Samples.policy("/orders").policy());
    }

    private static IamSlice slice(Instant beganAt, UnitKey.PolicyUnit... units) {
        var owned =
                java.util.Arrays.stream(units).collect(java.util.stream.Collectors.toMap(unit -> unit, _ -> policy()));
        return new IamSlice(
                FakeAws.ACCOUNT, beganAt, owned, Map.of(), Map.of(), AccountQuotas.DEFAULT, Optional.empty());
    }
}
