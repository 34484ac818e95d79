// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** How a thing in AWS is proven to be ours, strongest first. Names and descriptions find things; they prove nothing. */
public enum Proof {
    /** Its id is in the status of its object or in the grant's own Secret. */
    NOTED,
    /** It bears our tags of cluster and owner, or its id is from the answer to a call of ours. */
    OWN,
    /** Its tags are not read yet: nothing is written to it before. */
    UNREAD,
    /** None: it was made by others, or all proof is lost. */
    NONE;

    public boolean proven() {
        return this == NOTED || this == OWN;
    }
}
