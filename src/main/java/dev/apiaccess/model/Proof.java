// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** What proves that a thing in AWS is ours, strongest first. Names and descriptions find things; they prove nothing. */
public enum Proof {
    /** Its id stands in the status of its object or in the grant's own Secret. */
    NOTED,
    /** It bears our tags of cluster and owner, or its id came out of the answer to a call of ours. */
    OWN,
    /** Its tags were not read yet: nothing is written to it before they are. */
    UNREAD,
    /** Neither: somebody made it, or everything that would prove it is lost. */
    NONE;

    public boolean proven() {
        return this == NOTED || this == OWN;
    }
}
