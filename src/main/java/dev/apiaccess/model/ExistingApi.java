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
 * @param authorizers of the present configuration, by id
 * @param exports what is noted of deployments of ours, also of those that no stage shows
 * @param unreadAuthorizers whether there is no right to read its authorizers, so that none are known
 */
public record ExistingApi(
        ListedApi listed,
        SortedMap<MethodKey, ConfiguredMethod> methods,
        SortedMap<String, ShownStage> stages,
        SortedMap<String, DeployedApi> deployments,
        List<MadeDeployment> made,
        String newest,
        Map<String, String> tags,
        SortedMap<String, ExistingAuthorizer> authorizers,
        KeptExports exports,
        boolean unreadAuthorizers)
        implements Existing<ExistingApi> {

    public ExistingApi {
        methods = new TreeMap<>(methods);
        stages = new TreeMap<>(stages);
        deployments = new TreeMap<>(deployments);
        made = List.copyOf(made);
        tags = Map.copyOf(tags);
        authorizers = new TreeMap<>(authorizers);
    }

    /** One whose authorizers could be read, or were not asked for. */
    public ExistingApi(
            ListedApi listed,
            SortedMap<MethodKey, ConfiguredMethod> methods,
            SortedMap<String, ShownStage> stages,
            SortedMap<String, DeployedApi> deployments,
            List<MadeDeployment> made,
            String newest,
            Map<String, String> tags,
            SortedMap<String, ExistingAuthorizer> authorizers,
            KeptExports exports) {
        this(listed, methods, stages, deployments, made, newest, tags, authorizers, exports, false);
    }

    /** One of whose deployments nothing is noted. */
    public ExistingApi(
            ListedApi listed,
            SortedMap<MethodKey, ConfiguredMethod> methods,
            SortedMap<String, ShownStage> stages,
            SortedMap<String, DeployedApi> deployments,
            List<MadeDeployment> made,
            String newest,
            Map<String, String> tags,
            SortedMap<String, ExistingAuthorizer> authorizers) {
        this(listed, methods, stages, deployments, made, newest, tags, authorizers, KeptExports.NONE);
    }

    /** One without authorizers. */
    public ExistingApi(
            ListedApi listed,
            SortedMap<MethodKey, ConfiguredMethod> methods,
            SortedMap<String, ShownStage> stages,
            SortedMap<String, DeployedApi> deployments,
            List<MadeDeployment> made,
            String newest,
            Map<String, String> tags) {
        this(listed, methods, stages, deployments, made, newest, tags, new TreeMap<>());
    }

    /** The same with other authorizers. */
    public ExistingApi withAuthorizers(SortedMap<String, ExistingAuthorizer> others) {
        return new ExistingApi(listed, methods, stages, deployments, made, newest, tags, others, exports, false);
    }

    /** The same without authorizers, since there is no right to read them. */
    public ExistingApi withUnreadAuthorizers() {
        return new ExistingApi(
                listed, methods, stages, deployments, made, newest, tags, new TreeMap<>(), exports, true);
    }

    /** The same with other notes about deployments. */
    public ExistingApi withExports(KeptExports others) {
        return new ExistingApi(
                listed, methods, stages, deployments, made, newest, tags, authorizers, others, unreadAuthorizers);
    }

    /** What a deployment of the present configuration keeps of authorizers: a copy for each method that has one, as far as they are known. */
    public SortedMap<MethodKey, DeployedAuthorizer> asked() {
        var asked = new TreeMap<MethodKey, DeployedAuthorizer>();
        methods.forEach((key, method) -> {
            var authorizer = authorizers.get(method.authorizerId());
            if (authorizer != null) {
                asked.put(key, new DeployedAuthorizer(authorizer.definition(), method.scopes()));
            }
        });
        return asked;
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
        return new ExistingApi(
                listed, methods, stages, deployments, made, newest, next, authorizers, exports, unreadAuthorizers);
    }

    @Override
    public ExistingApi withProof(Proof next) {
        return this;
    }

    /** The same with another resource policy in its present configuration. */
    public ExistingApi withListed(ListedApi other) {
        return new ExistingApi(
                other, methods, stages, deployments, made, newest, tags, authorizers, exports, unreadAuthorizers);
    }

    /** The same with another method in its present configuration. */
    public ExistingApi withMethod(MethodKey key, ConfiguredMethod method) {
        var changed = new TreeMap<>(methods);
        changed.put(key, method);
        return new ExistingApi(
                listed, changed, stages, deployments, made, newest, tags, authorizers, exports, unreadAuthorizers);
    }

    /** The same with another stage. */
    public ExistingApi withStage(String name, ShownStage stage) {
        var changed = new TreeMap<>(stages);
        changed.put(name, stage);
        return new ExistingApi(
                listed, methods, changed, deployments, made, newest, tags, authorizers, exports, unreadAuthorizers);
    }

    /** The same with other deployments. */
    public ExistingApi withDeployments(SortedMap<String, DeployedApi> others, List<MadeDeployment> ours) {
        return new ExistingApi(
                listed, methods, stages, others, ours, newest, tags, authorizers, exports, unreadAuthorizers);
    }

    /** Digest of the present configuration, which the description of a deployment of ours bears. */
    public String digest() {
        var asked = new TreeMap<String, String>();
        methods.values().forEach(method -> {
            var authorizer = authorizers.get(method.authorizerId());
            if (authorizer != null) {
                asked.put(authorizer.id(), authorizer.definition().digest());
            }
        });
        return Digest.of(16, methods + "\n" + listed.policy().orElse("") + (asked.isEmpty() ? "" : "\n" + asked));
    }
}
