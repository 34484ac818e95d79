// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.GatewayListing;
import dev.apiaccess.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What may be believed of REST APIs, which a listing ({@link GatewaySlice}, {@link ProtectionPart}) shows without having read them all. */
class WorldApisTest {

    private static final UnitKey.RestApiUnit API = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3");
    private static final RestApi SHOP = new RestApi("a1b2c3", "shop");
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final World world = new World(clock, clock::instant, WINDOW);

    @Test
    void anApiThatWasListedAndNotReadIsUnknownAndNeverAbsent() {
        world.publish(listing(start, List.of(SHOP), ProtectionPart.NONE));

        assertThat(world.view(API)).isEqualTo(new View.Unknown());
    }

    @Test
    void anApiThatCouldNotBeReadIsUnknownWithTheReason() {
        world.publish(listing(
                start,
                List.of(SHOP),
                new ProtectionPart(Map.of(), Map.of("a1b2c3", "a right is missing"), Optional.empty(), "")));

        assertThat(world.view(API)).isEqualTo(new View.Unknown());
        assertThat(world.gateway(FakeAws.ACCOUNT, FakeAws.REGION).orElseThrow().unreadApis())
                .containsEntry("a1b2c3", "a right is missing");
    }

    @Test
    void anApiThatWasReadIsKnown() {
        world.publish(listing(start, List.of(SHOP), ProtectionPart.of(Map.of(API, api("d1")))));

        assertThat(world.view(API)).isEqualTo(new View.Known(observed("d1"), start, true));
    }

    @Test
    void anApiThatTheRegionDoesNotHaveIsKnownToBeAbsent() {
        world.publish(listing(start, List.of(new RestApi("other", "shop")), ProtectionPart.NONE));

        assertThat(world.view(API)).isEqualTo(new View.Known(Observed.nothing(API), start, true));
    }

    @Test
    void anApiOfAnotherRegionIsUnknown() {
        world.publish(listing(start, List.of(), ProtectionPart.NONE));

        assertThat(world.view(new UnitKey.RestApiUnit(FakeAws.ACCOUNT, "us-east-1", "a1b2c3")))
                .isEqualTo(new View.Unknown());
    }

    @Test
    void whatWasWrittenStandsUntilAListingMayBeBelievedAndIsNotTrustedForEver() {
        world.publish(listing(start, List.of(SHOP), ProtectionPart.of(Map.of(API, api("d1")))));
        world.note(API, observed("d2"));

        var early = start.plusSeconds(60);
        clock.advance(Duration.ofHours(1));
        world.publish(listing(early, List.of(SHOP), ProtectionPart.NONE));
        assertThat(world.view(API)).isEqualTo(new View.Known(observed("d2"), start, false));

        var late = start.plusSeconds(121);
        world.publish(listing(late, List.of(SHOP), ProtectionPart.NONE));
        assertThat(world.view(API)).isEqualTo(new View.Unknown());

        world.publish(listing(late.plusSeconds(1), List.of(SHOP), ProtectionPart.of(Map.of(API, api("d2")))));
        assertThat(world.view(API)).isEqualTo(new View.Known(observed("d2"), late.plusSeconds(1), true));
    }

    /** An API is never ours: nobody looks for things of ours among them, and nothing of it is deleted with its object. */
    @Test
    void listedApisAreNoThingsThatObjectsMade() {
        world.publish(listing(start, List.of(SHOP), ProtectionPart.of(Map.of(API, api("d1")))));

        assertThat(world.unitsOf(FakeAws.ACCOUNT)).isEmpty();
    }

    private static GatewaySlice listing(Instant beganAt, List<RestApi> apis, ProtectionPart part) {
        return GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, beganAt)
                .apis(apis)
                .protection(part)
                .slice();
    }

    private static Observed observed(String newest) {
        return new Observed.Api(List.of(api(newest)));
    }

    private static ExistingApi api(String newest) {
        return new ExistingApi(
                ListedApi.of(SHOP), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(), newest, Map.of());
    }
}
