/** Lines over epochs: own SVG, a dash pattern as well as a colour per series, the numbers as a table on demand. */
import { useState, type PointerEvent, type ReactElement } from "react";
import { linePath, rangeOf, scale, ticks } from "./chart-scale";
import { ChartOrTable } from "./PartBars";
import { TableBox } from "./TableBox";
import { useWidth } from "./use-width";
import css from "./LineChart.module.css";

export interface Series {
  name: string;
  values: (number | null)[];
}

interface LineChartProps {
  title: string;
  /** The points' places on the x axis, e.g. epochs. */
  xs: number[];
  xName: string;
  series: Series[];
  format: (value: number) => string;
  /** Fixed ends of the y axis, where they make sense. */
  from?: number;
  to?: number;
  /** A place to point out, e.g. the best epoch. */
  mark?: { x: number; title: string } | null;
}

const dashes = ["", "6 4", "2 3", "9 3 2 3"];
const height = 220;
const box = { left: 46, right: 14, top: 14, bottom: 34 };

export function LineChart(props: LineChartProps): ReactElement {
  const { title, xs, xName, series } = props;
  const head = [xName, ...series.map(({ name }) => name)];
  const rows = xs.map((x, i) => [x, ...series.map(({ values }) => values[i] ?? null)]);
  return (
    <ChartOrTable
      chart={<Chart {...props} />}
      table={<Numbers {...props} />}
      file={{ name: title.toLowerCase(), rows: [head, ...rows] }}
    />
  );
}

function Chart({ title, xs, xName, series, format, from, to, mark }: LineChartProps): ReactElement {
  const [near, setNear] = useState<number | null>(null);
  const [frame, width] = useWidth(560);
  const values = series.flatMap((line) => line.values.filter((value) => value !== null));
  const yRange = rangeOf(values, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  const xRange = rangeOf(xs);
  const x = scale(xRange, box.left, width - box.right);
  const y = scale(yRange, height - box.bottom, box.top);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const area = event.currentTarget.getBoundingClientRect();
    const wanted = ((event.clientX - area.left) / area.width) * width;
    const distances = xs.map((value) => Math.abs(x(value) - wanted));
    setNear(distances.length ? distances.indexOf(Math.min(...distances)) : null);
  };
  return (
    <figure className={css.figure} ref={frame}>
      <figcaption className={css.caption}>
        <strong>{title}</strong>
        <Legend series={series} near={near} format={format} xName={xName} xs={xs} />
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        className={css.svg}
        role="img"
        aria-label={described(title, series, format)}
        onPointerMove={point}
        onPointerLeave={() => setNear(null)}
      >
        <g className={css.axis}>
          {ticks(yRange).map((tick) => (
            <g key={tick}>
              <line x1={box.left} x2={width - box.right} y1={y(tick)} y2={y(tick)} />
              <text x={box.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                {format(tick)}
              </text>
            </g>
          ))}
          {wholeTicks(xRange, xs).map((tick) => (
            <text key={tick} x={x(tick)} y={height - box.bottom + 18} textAnchor="middle">
              {tick}
            </text>
          ))}
          <text x={width - box.right} y={height - 4} textAnchor="end">
            {xName}
          </text>
        </g>
        {mark && (
          <g className={css.mark}>
            <line x1={x(mark.x)} x2={x(mark.x)} y1={box.top} y2={height - box.bottom} />
            <text
              x={x(mark.x) + (x(mark.x) > width * 0.7 ? -6 : 6)}
              y={box.top + 10}
              textAnchor={x(mark.x) > width * 0.7 ? "end" : "start"}
            >
              {mark.title}
            </text>
          </g>
        )}
        {series.map((line, i) => (
          <Line key={line.name} line={line} number={i} xs={xs} x={x} y={y} near={near} />
        ))}
      </svg>
    </figure>
  );
}

const wholeTicks = (range: { from: number; to: number }, xs: number[]) =>
  xs.length === 1 ? xs : ticks(range, 6).filter(Number.isInteger);

interface LineProps {
  line: Series;
  number: number;
  xs: number[];
  x: (value: number) => number;
  y: (value: number) => number;
  near: number | null;
}

function Line({ line, number, xs, x, y, near }: LineProps): ReactElement {
  const places = xs.map((at, i) => {
    const value = line.values[i];
    return value == null ? null : ([x(at), y(value)] as const);
  });
  const color = `var(--series-${(number % 4) + 1})`;
  const alone = places.filter((place) => place !== null).length === 1;
  return (
    <g>
      <path
        d={linePath(places)}
        fill="none"
        stroke={color}
        strokeWidth={2}
        strokeDasharray={dashes[number % dashes.length]}
        strokeLinejoin="round"
      />
      {places.map((place, i) =>
        place && (alone || i === near) ? (
          <circle key={i} cx={place[0]} cy={place[1]} r={4} fill={color} />
        ) : null,
      )}
    </g>
  );
}

interface LegendProps {
  series: Series[];
  near: number | null;
  xs: number[];
  xName: string;
  format: (value: number) => string;
}

/** Names the lines, and beside each its value under the pointer, else its last one. */
function Legend({ series, near, xs, xName, format }: LegendProps): ReactElement {
  const at = near ?? xs.length - 1;
  return (
    <span className={css.legend}>
      {series.map((line, i) => {
        const value = line.values[at];
        return (
          <span key={line.name}>
            <svg width="24" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="24"
                y1="4"
                y2="4"
                stroke={`var(--series-${(i % 4) + 1})`}
                strokeWidth="2.5"
                strokeDasharray={dashes[i % dashes.length]}
              />
            </svg>
            {line.name} {value != null && <b>{format(value)}</b>}
          </span>
        );
      })}
      {near !== null && (
        <span>
          {xName} {xs[near]}
        </span>
      )}
    </span>
  );
}

function described(title: string, series: Series[], format: (value: number) => string): string {
  const last = series.map((line) => {
    const value = line.values.filter((v) => v !== null).at(-1);
    return `${line.name} ${value === undefined ? "no value yet" : format(value)}`;
  });
  return `${title}. Latest: ${last.join(", ")}.`;
}

function Numbers({ title, xs, xName, series, format }: LineChartProps): ReactElement {
  return (
    <TableBox label={title}>
      <thead>
        <tr>
          <th>{xName}</th>
          {series.map((line) => (
            <th key={line.name} data-end>
              {line.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {xs.map((at, i) => (
          <tr key={at}>
            <th scope="row">{at}</th>
            {series.map((line) => (
              <td key={line.name} data-end>
                {line.values[i] == null ? "–" : format(line.values[i])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
