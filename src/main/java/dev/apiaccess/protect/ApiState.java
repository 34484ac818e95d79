// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An API with its stages.
 *
 * @param present its configuration, which no stage needs to have
 * @param deployments by id, those that a stage has and those of ours
 * @param stages the deployment of each stage
 * @param made the deployment that we made last, as long as nobody changed the API or deployed since; empty where there is none
 * @param canaries by stage, the deployment that a part of its calls meets; such a stage is not moved
 * @param offered deployments that stages may be rolled back to, the newest first: ours, and what they have is noted
 */
public record ApiState(
        Configuration present,
        SortedMap<String, Configuration> deployments,
        SortedMap<String, String> stages,
        String made,
        SortedMap<String, String> canaries,
        List<String> offered) {

    /**
     * What a deployment keeps.
     *
     * @param foreign statements of others in the resource policy
     * @param ours statements of ours in it
     */
    public record Configuration(
            SortedMap<MethodKey, MethodState> methods, List<Statement> foreign, List<Statement> ours) {

        public Configuration {
            methods = new TreeMap<>(methods);
            foreign = List.copyOf(foreign);
            ours = List.copyOf(ours);
        }

        /** The same with other statements of ours. */
        public Configuration withOurs(List<Statement> others) {
            return new Configuration(methods, foreign, others);
        }

        /** The same with another state of a method. */
        public Configuration withMethod(MethodKey key, MethodState state) {
            var changed = new TreeMap<>(methods);
            changed.put(key, state);
            return new Configuration(changed, foreign, ours);
        }

        /** All statements of the resource policy. */
        public List<Statement> document() {
            var all = new ArrayList<>(foreign);
            all.addAll(ours);
            return all;
        }
    }

    public ApiState {
        deployments = new TreeMap<>(deployments);
        stages = new TreeMap<>(stages);
        canaries = new TreeMap<>(canaries);
        offered = List.copyOf(offered);
    }

    /** A state with nothing to go back to. */
    public ApiState(
            Configuration present,
            SortedMap<String, Configuration> deployments,
            SortedMap<String, String> stages,
            String made,
            SortedMap<String, String> canaries) {
        this(present, deployments, stages, made, canaries, List.of());
    }

    /** A state without canaries. */
    public ApiState(
            Configuration present,
            SortedMap<String, Configuration> deployments,
            SortedMap<String, String> stages,
            String made) {
        this(present, deployments, stages, made, new TreeMap<>());
    }

    /** The same with another configuration. */
    public ApiState withPresent(Configuration other) {
        return new ApiState(other, deployments, stages, "", canaries, offered);
    }

    /** The same with one more deployment of ours, of the present configuration. */
    public ApiState deployed(String id) {
        var more = new TreeMap<>(deployments);
        more.put(id, present);
        return new ApiState(present, more, stages, id, canaries, offered);
    }

    /** The same with a stage on another deployment. */
    public ApiState moved(String stage, String deployment) {
        var moved = new TreeMap<>(stages);
        moved.put(stage, deployment);
        return new ApiState(present, deployments, moved, made, canaries, offered);
    }

    /** The same with other deployments to go back to. */
    public ApiState offering(List<String> others) {
        return new ApiState(present, deployments, stages, made, canaries, others);
    }
}
