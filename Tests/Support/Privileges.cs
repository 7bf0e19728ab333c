using System.Collections.Concurrent;
using System.Diagnostics;

namespace MetalOrleans.Tests.Support;

/// <summary>What this machine lacks for tests with namespaces and real programs.</summary>
internal static class Privileges
{
    private static readonly Lazy<string?> Namespaces = new(WhyNoNamespaces);
    private static readonly ConcurrentDictionary<string, bool> Tools = new();

    /// <summary>The reason to skip, or null when the test can run.</summary>
    public static string? Missing(IEnumerable<string> tools)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "Needs root: run `sudo make test`.";
        }

        if (!HasTool("ip"))
        {
            return "Needs `ip` (package iproute2): run `make deps`.";
        }

        return MissingTools(tools) ?? Namespaces.Value;
    }

    /// <summary>The reason to skip what needs these programs, or null when they are all there.</summary>
    public static string? MissingTools(IEnumerable<string> tools)
    {
        var absent = tools.Where(tool => !HasTool(tool)).ToList();
        return absent.Count > 0
            ? $"Needs {string.Join(", ", absent.Select(tool => $"`{tool}`"))} on PATH: run `make deps`."
            : null;
    }

    private static bool HasTool(string tool) => Tools.GetOrAdd(tool, static name =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(directory => File.Exists(Path.Combine(directory, name))));

    /// <summary>A container can be root and still not be allowed to make a namespace, so one is tried.</summary>
    private static string? WhyNoNamespaces()
    {
        using var process = Process.Start(new ProcessStartInfo("unshare", ["--net", "true"])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        });
        if (process is null)
        {
            return "Needs `unshare` (package util-linux).";
        }

        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"Needs the right to make network namespaces: {error.Trim()}";
    }
}
