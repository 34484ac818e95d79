// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** The conditions of all kinds. */
public enum ConditionType {
    /** The object is in force as declared. */
    Ready,
    /** The object is valid and admitted. */
    Accepted,
    /** AWS holds what the object declares. */
    Synced,
    /** AWS differs from what the object declares without the object having changed. */
    Drifted,
    /** What AWS holds has the effect that the object declares; absent while that is not known. */
    Effective,
    /** The key has used four fifths of a quota or more; absent when it has none, or its use is not known. */
    QuotaLow,
    /** What keys before it have used of a quota was taken from the key; absent unless false. */
    QuotaCarried,
    /** Work goes on; absent unless true. */
    Reconciling,
    /** Nothing will happen until somebody acts; absent unless true. */
    Stalled
}
