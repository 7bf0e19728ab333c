using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Identity;

/// <summary>What is remembered of bearer tokens, and for how long.</summary>
public sealed class TokenMemoryTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly TokenMemory<string> _memory;

    public TokenMemoryTests() => _memory = new TokenMemory<string>(2, _time);

    [Fact]
    public void What_was_found_out_is_believed_for_as_long_as_the_caller_says_so()
    {
        _memory.Set("a", "node1");
        _time.Advance(_minute - TimeSpan.FromTicks(1));
        Assert.Equal("node1", Find("a"));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(Find("a"));
    }

    [Fact]
    public void Something_newer_counts_from_when_it_was_found_out()
    {
        _memory.Set("a", "node1");
        _time.Advance(_minute);
        _memory.Set("a", "node2");

        Assert.Equal("node2", Find("a"));
    }

    [Fact]
    public void The_same_again_is_no_change_however_late()
    {
        Assert.True(_memory.Change("a", "node1"));
        _time.Advance(_minute);

        Assert.False(_memory.Change("a", "node1"));
        Assert.True(_memory.Change("a", "node2"));
        Assert.Equal("node2", Find("a"));
    }

    [Fact]
    public void The_token_that_was_used_longest_ago_makes_room()
    {
        _memory.Set("a", "node1");
        _memory.Set("b", "node2");
        Find("a");
        _memory.Set("c", "node3");

        Assert.Equal("node1 - node3", $"{Find("a")} {Find("b") ?? "-"} {Find("c")}");
    }

    [Fact]
    public void A_token_that_is_refused_is_forgotten()
    {
        _memory.Set("a", "node1");
        _memory.Remove("a");

        Assert.Null(Find("a"));
    }

    private string? Find(string token) => _memory.TryGet(token, _ => _minute, out var found) ? found : null;
}
