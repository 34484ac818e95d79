// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WakingEventSourceTest {

    private final List<Event> events = new ArrayList<>();
    private final WakingEventSource<ApiKeyGrant> source = new WakingEventSource<>();

    WakingEventSourceTest() {
        source.setEventHandler(events::add);
    }

    /** An object that was made anew is woken whatever the framework takes it for. */
    @Test
    void aLivingObjectIsWokenAsByAnEdit() {
        source.wake(grant(null));

        assertThat(events).singleElement().isInstanceOf(ResourceEvent.class);
        assertThat(events.getFirst().getRelatedCustomResourceID()).isEqualTo(new ResourceID("app", "shop"));
    }

    /** One that goes may be gone already, and must not be taken for there again. */
    @Test
    void oneThatIsBeingDeletedIsNot() {
        source.wake(grant("2026-11-29T12:00:00Z"));

        assertThat(events).singleElement().isNotInstanceOf(ResourceEvent.class);
    }

    private static ApiKeyGrant grant(@org.jspecify.annotations.Nullable String deletionTimestamp) {
        var grant = new ApiKeyGrant();
        grant.setMetadata(new ObjectMetaBuilder()
                .withName("app")
                .withNamespace("shop")
                .withDeletionTimestamp(deletionTimestamp)
                .build());
        return grant;
    }
}
