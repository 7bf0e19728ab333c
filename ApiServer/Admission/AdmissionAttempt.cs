using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Admission;

/// <summary>A write that is about to be stored; the objects are copies.</summary>
/// <param name="Operation">CREATE, UPDATE or DELETE.</param>
/// <param name="ApiVersion">Group and version of the objects.</param>
/// <param name="Resource">The plural name.</param>
/// <param name="Subresource">Empty, or the subresource that is written.</param>
/// <param name="Object">The object as it would be stored; null for DELETE.</param>
/// <param name="OldObject">The object as it is; null for CREATE.</param>
public sealed record AdmissionAttempt(
    string Operation,
    string ApiVersion,
    string Resource,
    string Subresource,
    JsonObject? Object,
    JsonObject? OldObject);
