using System.Collections.Immutable;
using System.Globalization;

namespace MetalOrleans.Lab.Chaos;

/// <summary>
/// A wall clock that programs of the lab see instead of the machine's, through libfaketime: it can jump while they run.
/// Monotonic clocks stay the machine's.
/// </summary>
public sealed class SteppableClock
{
    private static readonly ImmutableArray<string> Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib64/faketime/libfaketimeMT.so.1",
    ];

    private readonly string _file;

    private SteppableClock(string library, string file)
    {
        _file = file;
        Environment = ImmutableDictionary<string, string>.Empty
            .Add("LD_PRELOAD", library)
            .Add("FAKETIME_TIMESTAMP_FILE", file)
            // Read anew once a second: at every call it would cost the programs most of their time.
            .Add("FAKETIME_CACHE_DURATION", "1")
            .Add("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            // The library's correction for an old C library, which it takes this one for: .NET's timed waits would all
            // return at once, and programs that spin are late for reasons that are not theirs.
            .Add("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /// <summary>What a program is started with to see this clock.</summary>
    public ImmutableDictionary<string, string> Environment { get; }

    /// <summary>A clock that shows the right time; null where libfaketime is not installed.</summary>
    public static SteppableClock? TryCreate(string directory)
    {
        if (Libraries.FirstOrDefault(File.Exists) is not { } library)
        {
            return null;
        }

        var clock = new SteppableClock(library, Path.Combine(directory, "clock"));
        clock.Step(0);
        return clock;
    }

    /// <summary>Shows the machine's time plus some seconds; programs see it within a second.</summary>
    public void Step(int seconds)
    {
        // Never half a file: a program that reads one takes it for no step at all.
        var next = _file + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{seconds:+0;-0;+0}\n"));
        File.Move(next, _file, overwrite: true);
    }
}
