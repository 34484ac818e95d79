// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Wakes objects from outside. The framework knows objects by their names: when one is made anew while the last pass over the one
 * before comes to its end, the new one is taken for done with, and whatever is no event of the object itself is ignored from then
 * on (java-operator-sdk 5.3, {@code EventProcessor.eventProcessingFinished}). So a living object is woken as by an edit.
 */
final class WakingEventSource<P extends HasMetadata> extends SimpleInboundEventSource<P> {

    WakingEventSource() {
        super("apiaccess-wake");
    }

    void wake(HasMetadata object) {
        var id = ResourceID.fromResource(object);
        getEventHandler()
                .handleEvent(
                        object.isMarkedForDeletion()
                                ? new Event(id)
                                : new ResourceEvent(ResourceAction.UPDATED, id, object));
    }
}
