using System.Text.Json.Nodes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.ApiServer;

/// <summary>Reads one watch line by line.</summary>
internal sealed class WatchReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    public int Code => (int)response.StatusCode;

    public static async Task<WatchReader> OpenAsync(HttpClient http, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)
            .WithinAsync("opening a watch", path, "response headers");
        return new WatchReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; null when the server has ended the watch.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        var line = await lines.ReadLineAsync().WithinAsync("watching", response.RequestMessage!.RequestUri!.ToString(), "an event");
        return line is null ? null : (JsonObject)JsonNode.Parse(line)!;
    }

    /// <summary>The next event as <c>TYPE name</c>.</summary>
    public async Task<string> NextNameAsync()
    {
        var change = await NextAsync();
        return change is null ? "end" : $"{change["type"]} {change["object"]!["metadata"]?["name"] ?? change["object"]!["reason"]}";
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
