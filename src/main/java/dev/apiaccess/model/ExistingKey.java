// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** An API key as API Gateway holds it; names are not unique there, ids are. */
public record ExistingKey(String id, ApiKey key) {}
