// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

/** What says what objects are told and what has to be done for them, one for each kind. */
public record Assessors(
        PolicyAssessor policies, LimitAssessor limits, GrantAssessor grants, ConnectionAssessor connections) {}
