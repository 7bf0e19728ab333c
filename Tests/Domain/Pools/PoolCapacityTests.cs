using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Pools;

public sealed class PoolCapacityTests
{
    [Theory]
    [InlineData("10.0.0.0/24", false, 256)]
    [InlineData("192.168.1.200-192.168.1.220", false, 21)]
    [InlineData("10.0.0.0/24", true, 254)]
    [InlineData("10.0.0.128/25", true, 127)]
    [InlineData("1.2.3.0/31", true, 1)]
    [InlineData("10.0.0.0/16", true, 65024)]
    [InlineData("0.0.0.0/0", false, 4294967296)]
    public void Counts_IPv4_addresses(string range, bool avoidBuggyIPs, long count) => Assert.Equal(
        new PoolCapacity(count, 0), PoolCapacity.Of(Given.Pool("p", range) with { AvoidBuggyIPs = avoidBuggyIPs }));

    [Theory]
    [InlineData("2001:db8::/120", 256)] // only IPv4 addresses are buggy.
    [InlineData("2001:db8::/67", 1L << 61)]
    [InlineData("2001:db8::/66", long.MaxValue)] // 62 host bits are endless.
    [InlineData("::/0", long.MaxValue)]
    public void Counts_IPv6_addresses(string range, long count) => Assert.Equal(
        new PoolCapacity(0, count), PoolCapacity.Of(Given.Pool("p", range) with { AvoidBuggyIPs = true }));

    [Fact]
    public void Saturates_wherever_the_huge_range_stands()
    {
        var capacity = PoolCapacity.Of(Given.Pool("p", "2001:db8::/64", "2001:db9::/120", "10.0.0.0/24"));

        Assert.Equal(new PoolCapacity(256, long.MaxValue), capacity);
        Assert.Equal(long.MaxValue, capacity.Total);
    }

    [Fact]
    public void Counts_what_enumeration_finds() =>
        (from first in Gen.Choose(0, 1000)
         from length in Gen.Choose(0, 700)
         select (first, length)).Check(
            pair =>
            {
                var first = Address.FromValue((UInt128)pair.first, IPFamily.IPv4);
                var last = Address.FromValue((UInt128)(pair.first + pair.length), IPFamily.IPv4);
                var pool = Given.Pool("p") with { Ranges = [new AddressRange(first, last, "")], AvoidBuggyIPs = true };
                var owned = Enumerable.Range(pair.first, pair.length + 1)
                    .Count(value => pool.Owns(Address.FromValue((UInt128)value, IPFamily.IPv4)));
                return PoolCapacity.Of(pool).IPv4 == owned;
            },
            times: 200);

    [Fact]
    public void A_pool_owns_no_address_that_it_avoids()
    {
        var pool = Given.Pool("p", "10.0.0.0/16", "2001:db8::/120") with { AvoidBuggyIPs = true };

        Assert.False(pool.Owns(Address.Parse("10.0.7.0")));
        Assert.False(pool.Owns(Address.Parse("10.0.7.255")));
        Assert.True(pool.Owns(Address.Parse("10.0.255.1")));
        Assert.True(pool.Owns(Address.Parse("2001:db8::ff")));
        Assert.False(pool.Owns(Address.Parse("10.1.0.1")));
    }
}
