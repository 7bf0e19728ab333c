using System.CommandLine;
using MetalOrleans.Silo.Telemetry;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say where metrics, traces and logs are pushed to.</summary>
internal sealed class OtlpSettings
{
    private readonly Option<string?> _endpoint = new("--otlp-endpoint")
    {
        Description = "Push metrics, traces and logs to this OTLP/HTTP receiver, such as http://collector:4318. Default: nowhere.",
        HelpName = "url",
    };

    private readonly Option<int> _interval = new("--otlp-interval")
    {
        Description = "Seconds from one push of metrics to the next.",
        DefaultValueFactory = _ => 30,
        HelpName = "s",
    };

    public IEnumerable<Option> All => [_endpoint, _interval];

    /// <exception cref="SettingException">The endpoint is no http or https URL, or the interval out of range.</exception>
    public OtlpOptions? Read(ParseResult result)
    {
        var interval = ServeOptions.CheckRange("--otlp-interval", result.GetValue(_interval), 1, 3_600);
        if (result.GetValue(_endpoint) is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && (endpoint.Scheme is "http" or "https")
            ? new OtlpOptions(endpoint, TimeSpan.FromSeconds(interval))
            : throw new SettingException($"--otlp-endpoint '{text}' is no URL of http or https: write it as http://collector:4318.");
    }
}
