// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** A usage plan as API Gateway holds it; names are not unique there, ids are. */
public record ExistingPlan(String id, UsagePlan plan) {}
