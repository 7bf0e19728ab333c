using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>A strategic merge patch that contradicts itself. Caught by <see cref="StrategicMergePatch.Apply"/>.</summary>
internal sealed class StrategicMergeException(string message) : Exception(message)
{
    internal static StrategicMergeException UnknownDirective(string directive, JsonObject patch) =>
        new($"unknown patch type: {directive} in map: {patch.ToJsonString()}");
}
