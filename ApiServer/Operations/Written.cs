using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>A finished write: the object in the version of the request, and whether it is new.</summary>
internal sealed record Written(JsonObject Object, bool IsCreated);
