using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.ApiServer.Resources;
using Microsoft.AspNetCore.Http;

namespace MetalOrleans.ApiServer.Requests;

/// <summary>One request for a resource, read from HTTP.</summary>
internal sealed record ApiRequest(
    HttpContext Http,
    string Verb,
    RequestTarget Target,
    ResourceDefinition Resource,
    RequestOptions Options,
    AcceptedMedia Media)
{
    public string User { get; init; } = "";

    public Fault? Fault { get; init; }

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The name under which changed fields are owned: asked for, or the client's name before the first slash.</summary>
    public string Manager
    {
        get
        {
            if (Options.FieldManager.Length > 0)
            {
                return Options.FieldManager;
            }

            var agent = Http.Request.Headers.UserAgent.ToString();
            var end = agent.IndexOf('/', StringComparison.Ordinal);
            return end > 0 ? agent[..end] : agent.Length > 0 ? agent : "unknown";
        }
    }

    /// <summary>Adds a Warning header, which kubectl prints.</summary>
    public void Warn(string text) =>
        Http.Response.Headers.Append("Warning", $"299 - {Doc.ToJson(JsonValue.Create(text.ReplaceLineEndings(" ")))}");
}
