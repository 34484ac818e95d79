// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A REST API with its present configuration, its stages and what they have deployed. It is never ours: what we manage of it follows from
 * the object that holds it.
 *
 * @param methods of the present configuration
 * @param deployments what deployments have, by id: those that stages show, as far as they could be read, and the last of ours
 * @param made deployments of this cluster that are still there, the newest first
 * @param newest id of the deployment that was made last, by whomever; empty where there is none
 * @param tags of the API
 */
public record ExistingApi(
        ListedApi listed,
        SortedMap<MethodKey, ConfiguredMethod> methods,
        SortedMap<String, ShownStage> stages,
        SortedMap<String, DeployedApi> deployments,
        List<MadeDeployment> made,
        String newest,
        Map<String, String> tags)
        implements Existing<ExistingApi> {

    public ExistingApi {
        methods = new TreeMap<>(methods);
        stages = new TreeMap<>(stages);
        deployments = new TreeMap<>(deployments);
        made = List.copyOf(made);
        tags = Map.copyOf(tags);
    }

    @Override
    public String id() {
        return listed.api().id();
    }

    /** Always proven: which object may write to it is decided where its desired state is. */
    @Override
    public Proof proof() {
        return Proof.OWN;
    }

    @Override
    public ExistingApi withTags(Map<String, String> next) {
        return new ExistingApi(listed, methods, stages, deployments, made, newest, next);
    }

    @Override
    public ExistingApi withProof(Proof next) {
        return this;
    }

    /** The same with another resource policy in its present configuration. */
    public ExistingApi withListed(ListedApi other) {
        return new ExistingApi(other, methods, stages, deployments, made, newest, tags);
    }

    /** The same with another method in its present configuration. */
    public ExistingApi withMethod(MethodKey key, ConfiguredMethod method) {
        var changed = new TreeMap<>(methods);
        changed.put(key, method);
        return new ExistingApi(listed, changed, stages, deployments, made, newest, tags);
    }

    /** The same with another stage. */
    public ExistingApi withStage(String name, ShownStage stage) {
        var changed = new TreeMap<>(stages);
        changed.put(name, stage);
        return new ExistingApi(listed, methods, changed, deployments, made, newest, tags);
    }

    /** The same with other deployments. */
    public ExistingApi withDeployments(SortedMap<String, DeployedApi> others, List<MadeDeployment> ours) {
        return new ExistingApi(listed, methods, stages, others, ours, newest, tags);
    }

    /** Digest of the present configuration, which the description of a deployment of ours bears. */
    public String digest() {
        return Digest.of(16, methods + "\n" + listed.policy().orElse(""));
    }
}
