// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** A REST API; names are not unique in a region, ids are. */
public record RestApi(String id, String name) {}
