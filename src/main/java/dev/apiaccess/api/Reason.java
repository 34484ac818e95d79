// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** Reasons of conditions; each tells the next step. docs/reasons.md has the same list. */
public enum Reason {
    /** The object is in force. Nothing to do. */
    Ready,
    /** The object is valid and admitted. Nothing to do. */
    Accepted,
    /** AWS holds what is declared. Nothing to do. */
    Synced,
    /** AWS was as declared when it was last looked at. Nothing to do. */
    InSync,
    /** What is declared has its effect. Nothing to do. */
    Effective,
    /** The object contradicts itself or asks for what AWS refuses. Change the field named in the message. */
    Invalid,
    /** The policy of a principal would be longer than AWS takes. Name fewer methods, paths or stages for the principal named in the message; it says what each rule takes. */
    TooLarge,
    /** No tenant of the connection admits the request. Ask the owner of the connection for what the message names. */
    NotPermitted,
    /** The namespace has as many objects, keys or usage plans as the tenant may have. Delete one, or ask the owner of the connection for more. */
    LimitReached,
    /** There is no such connection, or none admits the namespace. Create it, or correct connectionRef. */
    ConnectionNotFound,
    /** Several connections admit the namespace. Set connectionRef to one of those named. */
    ConnectionAmbiguous,
    /** The credentials belong to another account. Correct accountId or the credentials. */
    AccountMismatch,
    /** AWS refuses the credentials, or there are none. Renew them, or correct the trust of the role. */
    CredentialsInvalid,
    /** There is no such API, stage or method. Correct the target, or create it in AWS. */
    TargetNotFound,
    /** Several APIs have the name. Use restApiId with one of the ids named. */
    TargetAmbiguous,
    /** There is no such role, user or group. Correct its name and path, or create it in AWS. */
    PrincipalNotFound,
    /** The rate limit does not admit the namespace of the grant. Ask its owner to select the namespace in consumers. */
    RefNotPermitted,
    /** Objects that belong together are bound to different connections. Bind them to the same one. */
    CrossConnection,
    /** Another object holds what this one wants. Change or delete the one named in the message. */
    Conflict,
    /** Work goes on. Wait. */
    Pending,
    /** The request quota of AWS is used up by work that came first. Wait. */
    WaitingForAwsQuota,
    /** AWS refuses requests for now. Wait; lower quotaPercent when it lasts. */
    Throttled,
    /** The identity of the operator lacks an AWS permission. Add the action named in the message to its policy. */
    AccessDenied,
    /** A limit of the AWS account is reached. Raise it in AWS, or remove what is not used. */
    LimitExceeded,
    /** The principal carries as many managed policies as AWS takes. Detach one that is not needed, or raise the quota in AWS. */
    SlotsExhausted,
    /** A thing in AWS has the name or value that is needed, or was given to another owner. Delete what the message names. */
    OwnershipConflict,
    /** A policy in AWS bears our name and nothing proves that it is ours. Delete it, or tag it as the message says. */
    Unproven,
    /** A Secret of the wanted name exists and is not this grant's. Remove it, or make the grant anew with another secret.name. */
    SecretNotOwned,
    /** AWS does not take the value that the grant imports. Put another one into the Secret named in the message. */
    ImportRefused,
    /** A Secret of ours cannot be changed: it is immutable or has another type. Delete it; it is written anew at once. */
    SecretFixed,
    /** The operator's own Secret holds another value than AWS has; the consumer keeps what it has. Delete that Secret; it is written anew. */
    ValueDiffers,
    /** The API server does not let the operator write the Secrets: no right, a used up quota, or admission. Do what the message says. */
    SecretForbidden,
    /** AWS cannot be reached. Check the network and the state of AWS; work resumes by itself. */
    AwsUnavailable,
    /** The account was not read whole for three looks: drift is not seen. See Ready of the connection and the log. */
    LookOverdue,
    /** Mode is Plan: nothing is written. Read status.plannedChanges, and set mode to Enforce to carry them out. */
    PlanOnly,
    /** The object bears the annotation apiaccess.dev/paused. Remove the annotation to resume. */
    Paused,
    /** The key is switched off on request. Set state to Active to switch it on. */
    Disabled,
    /** The grant has come to its end; its keys are switched off. Set a later expiresAt, or delete it. */
    Expired,
    /** The key works, and its end is near. Set a later expiresAt, or get ready to do without. */
    Expiring,
    /** The key works, and is being replaced; or old and new key both work for a while. Nothing to do; restart what reads the Secret once. */
    Rotating,
    /** The key works in some of its tiers, and was just put into others. Wait; AWS takes about two minutes to know it there. */
    Settling,
    /** The key works and is due to be replaced when a window opens. Nothing to do. */
    WaitingForWindow,
    /** The key works, and should have been replaced a week ago. Look at Synced and at the windows of spec.rotation. */
    RotationOverdue,
    /** The key has used less than four fifths of its quota. Nothing to do. */
    QuotaLeft,
    /** The key has used four fifths of its quota or more. Call less, or ask the owner of the rate limit for more. */
    QuotaLow,
    /** The key has used its quota up and is refused until the next period. Wait, or ask the owner of the rate limit for more. */
    QuotaUsedUp,
    /** What was used of a quota before could not be taken from the key. See the message; AWS may only raise what is left, or a right is missing. */
    QuotaNotCarried,
    /** Methods take calls without an API key, and no limit holds for those. Set apiKeyRequired on those named and deploy, unless they are open on purpose. */
    KeyNotRequired,
    /** Limits of methods meet no deployed method, and limit nothing. Correct path and method of those named, or deploy them. */
    LimitUnmatched,
    /** AWS was changed by others. Find out who; with driftPolicy Correct it is put right by itself. */
    DriftDetected,
    /** Somebody else changes the same field again and again; it is not put right for the rest of the hour. Find out who, or set driftPolicy to Report. */
    Contested,
    /** Other objects still use this one. Delete those named in the message first. */
    InUse,
    /** More objects of a connection are being deleted at once than anybody means. Acknowledge it on the connection, as its message says. */
    DeletionHeld,
    /** AWS refuses the clean-up. See the message; set deletionPolicy Retain to let the object go without it. */
    CleanupFailed,
    /** Another cluster uses the same cluster id in this account. Choose another id, or set apiaccess.dev/take-over on the connection. */
    ClusterIdInUse,
    /** The object uses a field or value that this version does not know. Upgrade the operator, or remove what the message names. */
    Unsupported
}
