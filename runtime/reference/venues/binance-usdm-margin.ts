import type { MarginTerms } from "../instrument.ts";

/**
 * Maintenance margin of Binance USD-M futures, recorded 2025-12-07 (ccxt's leverage tiers, shortened): up to each value
 * of a position its margin is the value times the rate, less the amount.
 */
export const binanceUsdmMargin: Readonly<Record<string, MarginTerms>> = {
  "BTC/USDT:USDT": {
    liquidationFee: "0.0125",
    tiers: [
      { upTo: 50_000, rate: 0.004, amount: 0 },
      { upTo: 600_000, rate: 0.005, amount: 50 },
      { upTo: 3_000_000, rate: 0.0065, amount: 950 },
      { upTo: 12_000_000, rate: 0.01, amount: 11_450 },
      { upTo: 70_000_000, rate: 0.02, amount: 131_450 },
      { upTo: 100_000_000, rate: 0.025, amount: 481_450 },
      { upTo: 230_000_000, rate: 0.05, amount: 2_981_450 },
      { upTo: 480_000_000, rate: 0.1, amount: 14_481_450 },
      { upTo: 600_000_000, rate: 0.125, amount: 26_481_450 },
      { upTo: 800_000_000, rate: 0.15, amount: 41_481_450 },
      { upTo: 1_200_000_000, rate: 0.25, amount: 121_481_450 },
      { upTo: 1_800_000_000, rate: 0.5, amount: 421_481_450 },
    ],
  },
  "ETH/USDT:USDT": {
    liquidationFee: "0.0125",
    tiers: [
      { upTo: 50_000, rate: 0.004, amount: 0 },
      { upTo: 600_000, rate: 0.005, amount: 50 },
      { upTo: 3_000_000, rate: 0.0065, amount: 950 },
      { upTo: 12_000_000, rate: 0.01, amount: 11_450 },
      { upTo: 50_000_000, rate: 0.02, amount: 131_450 },
      { upTo: 65_000_000, rate: 0.025, amount: 381_450 },
      { upTo: 150_000_000, rate: 0.05, amount: 2_006_450 },
      { upTo: 320_000_000, rate: 0.1, amount: 9_506_450 },
      { upTo: 400_000_000, rate: 0.125, amount: 17_506_450 },
      { upTo: 530_000_000, rate: 0.15, amount: 27_506_450 },
      { upTo: 800_000_000, rate: 0.25, amount: 80_506_450 },
      { upTo: 1_200_000_000, rate: 0.5, amount: 280_506_450 },
    ],
  },
  "XRP/USDT:USDT": {
    liquidationFee: "0.0125",
    tiers: [
      { upTo: 10_000, rate: 0.005, amount: 0 },
      { upTo: 20_000, rate: 0.0065, amount: 15 },
      { upTo: 160_000, rate: 0.01, amount: 85 },
      { upTo: 800_000, rate: 0.02, amount: 1685 },
      { upTo: 1_600_000, rate: 0.025, amount: 5685 },
      { upTo: 8_000_000, rate: 0.05, amount: 45_685 },
      { upTo: 16_000_000, rate: 0.1, amount: 445_685 },
      { upTo: 20_000_000, rate: 0.125, amount: 845_685 },
      { upTo: 40_000_000, rate: 0.25, amount: 3_345_685 },
      { upTo: 80_000_000, rate: 0.5, amount: 13_345_685 },
    ],
  },
  "DOGE/USDT:USDT": {
    liquidationFee: "0.015",
    tiers: [
      { upTo: 10_000, rate: 0.005, amount: 0 },
      { upTo: 50_000, rate: 0.007, amount: 20 },
      { upTo: 750_000, rate: 0.01, amount: 170 },
      { upTo: 800_000, rate: 0.02, amount: 7670 },
      { upTo: 1_600_000, rate: 0.025, amount: 11_670 },
      { upTo: 8_000_000, rate: 0.05, amount: 51_670 },
      { upTo: 16_000_000, rate: 0.1, amount: 451_670 },
      { upTo: 20_000_000, rate: 0.125, amount: 851_670 },
      { upTo: 40_000_000, rate: 0.25, amount: 3_351_670 },
      { upTo: 80_000_000, rate: 0.5, amount: 13_351_670 },
    ],
  },
  "1000SHIB/USDT:USDT": {
    liquidationFee: "0.015",
    tiers: [
      { upTo: 10_000, rate: 0.0065, amount: 0 },
      { upTo: 25_000, rate: 0.0075, amount: 10 },
      { upTo: 150_000, rate: 0.01, amount: 72.5 },
      { upTo: 300_000, rate: 0.02, amount: 1572.5 },
      { upTo: 600_000, rate: 0.025, amount: 3072.5 },
      { upTo: 3_000_000, rate: 0.05, amount: 18072.5 },
      { upTo: 6_000_000, rate: 0.1, amount: 168072.5 },
      { upTo: 7_500_000, rate: 0.125, amount: 318072.5 },
      { upTo: 15_000_000, rate: 0.25, amount: 1255572.5 },
      { upTo: 30_000_000, rate: 0.5, amount: 5005572.5 },
    ],
  },
  "BTC/USDC:USDC": {
    liquidationFee: "0.0125",
    tiers: [
      { upTo: 50_000, rate: 0.004, amount: 0 },
      { upTo: 500_000, rate: 0.005, amount: 50 },
      { upTo: 10_000_000, rate: 0.01, amount: 2550 },
      { upTo: 80_000_000, rate: 0.025, amount: 152_550 },
      { upTo: 150_000_000, rate: 0.05, amount: 2_152_550 },
      { upTo: 300_000_000, rate: 0.1, amount: 9_652_550 },
      { upTo: 450_000_000, rate: 0.125, amount: 17_152_550 },
      { upTo: 600_000_000, rate: 0.15, amount: 28_402_550 },
      { upTo: 800_000_000, rate: 0.25, amount: 88_402_550 },
      { upTo: 1_000_000_000, rate: 0.5, amount: 288_402_550 },
    ],
  },
};
