// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

/** Where a document is used; decides which elements a reader demands and refuses. */
public enum PolicyKind {
    /** Managed and inline policies, boundaries: Resource demanded, Principal refused. */
    IDENTITY,
    /** Policy of a REST API and the like: Principal and Resource demanded. */
    RESOURCE,
    /** Trust policy of a role: Principal demanded, Resource refused. */
    TRUST,
    /** Not known: only what holds for all of them. */
    ANY
}
