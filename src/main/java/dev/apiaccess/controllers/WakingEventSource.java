// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Wakes objects from outside. The framework identifies objects by name: when one is recreated while the last pass of its predecessor ends,
 * the new one counts as cleaned up, and all but events of the object itself are ignored from then on (java-operator-sdk 5.3,
 * {@code EventProcessor.eventProcessingFinished}). So an existing object is woken as by an edit.
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
